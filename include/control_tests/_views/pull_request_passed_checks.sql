-- The checks that had passed before each merge, on what was merged; null where checks are missing.
with tested_on as (      -- a merge queue tests a commit of its own, which is what is merged
  select repository_id, number, max("on") as place from github_pull_request_checks group by all
),
latest as (         -- a re-run counts by its last conclusion before the merge, each App's for itself
  select p.repository_id, p.number, c.name, c.conclusion
  from github_pull_requests p
  join tested_on t using (repository_id, number)
  join github_pull_request_checks c
    on c.repository_id = p.repository_id and c.number = p.number
    and c."on" = t.place and c.completed_at <= p.merged_at
  qualify row_number() over (
    partition by p.repository_id, p.number, c.name, c.kind, c.app
    order by c.completed_at desc, c.check_id desc
  ) = 1
),
concluded as (      -- one App's green hides no other's red
  select repository_id, number, name,
    bool_and(conclusion is not null and list_contains($passing_conclusions, conclusion)) as is_passed
  from latest group by all
),
passed as (
  select repository_id, number, list(name order by name) as names from concluded where is_passed group by all
),
came as (
  select repository_id, number, count(*) filter ("on" = 'head') as checks
  from github_pull_request_checks group by all
)
select
  p.repository_id, p.number,
  case when coalesce(c.checks, 0) >= p.check_count then coalesce(passed.names, []) end as passed_checks
from github_pull_requests p
left join passed using (repository_id, number)
left join came c using (repository_id, number)
