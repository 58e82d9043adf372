-- What was decided about each account of a review, once, and where it was said: in the register, or in an answer that was kept
-- here. Of several decisions the last one stands, as the review itself has it.
with said as (
  select review, system, scope_id, account, is_privileged, decision, reason, decided_by, decided_at, 'register' as said_in
  from register_access_review_decisions
  union all
  select
    review, d.system, d.scope_id, d.account, d.is_privileged, d.decision, d.reason, d.decided_by, d.decided_at, 'answer'
  from (select review, unnest(decisions) as d from evidence_access_reviews)
),
placed as (      -- what was handed in and entered in the register is one decision, said twice
  select
    review, system, scope_id, account, is_privileged, decision, reason, decided_by, decided_at,
    array_to_string(list_sort(list_distinct(list(said_in) over (
      partition by review, lower(system), lower(scope_id), lower(account), decision, lower(decided_by)
    ))), ' and ') as said_in
  from said
)
select *
from placed
qualify row_number() over (
  partition by review, lower(system), lower(scope_id), lower(account)
  order by (decision is not null) desc, decided_at desc nulls last, said_in desc
) = 1
