-- Each account of somebody who left that could sign in since: until when it was seen, and since when it is known to be gone.
with leavers as (
  select person, ended_at from people where not is_active and ended_at <= $as_of
),
looks as (
  select distinct list, observed_at from account_sightings
),
seen as (
  select
    list, system, lower(scope_id) as scope_id, lower(account) as name,
    any_value(account) as account,
    max(observed_at) as last_seen_at,
    arg_max(coalesce(is_enabled::varchar, 'unknown'), observed_at) as last_seen_enabled
  from account_sightings
  where is_enabled is not false
  group by list, system, lower(scope_id), lower(account)
),
last_seen as (
  -- an outside collaborator who was made a member stands in two lists
  select * from seen
  qualify row_number() over (partition by system, scope_id, name order by last_seen_at desc) = 1
),
bounds as (
  select s.*, (select min(l.observed_at) from looks l where l.list = s.list and l.observed_at > s.last_seen_at) as first_absent_at
  from last_seen s
)
select
  l.person, b.system, b.scope_id, b.account, l.ended_at, b.last_seen_at, b.first_absent_at,
  l.ended_at + to_hours($revoke_hours) as due_at,
  case
    when b.first_absent_at is not null then 0
    -- who may or may not be able to sign in is neither there nor gone
    when b.last_seen_enabled = 'true' then 1
  end as is_still_there,
  epoch(b.last_seen_at - l.ended_at) / 3600 as hours_seen_after,
  epoch(b.first_absent_at - l.ended_at) / 3600 as hours_gone_after
from leavers l
join identities i using (person)
join bounds b on b.system = i.system and b.scope_id = i.scope_id and b.name = i.account
