-- Which of the checks that management asks for had not passed before a merge; null where checks are missing.
with expected as (
  select p.repository_id, p.number, p.merged_at, unnest($expected_checks) as name
  from github_pull_requests p
),
tested_on as (      -- a merge queue tests a commit of its own, which is what is merged
  select repository_id, number, max("on") as place from github_pull_request_checks group by all
),
latest as (         -- a re-run counts by its last conclusion before the merge, each App's for itself
  select e.repository_id, e.number, e.name, c.conclusion
  from expected e
  join tested_on t using (repository_id, number)
  join github_pull_request_checks c
    on c.repository_id = e.repository_id and c.number = e.number and c.name = e.name
    and c."on" = t.place and c.completed_at <= e.merged_at
  qualify row_number() over (
    partition by e.repository_id, e.number, e.name, c.kind, c.app
    order by c.completed_at desc, c.check_id desc
  ) = 1
),
passed as (         -- one App's green hides no other's red
  select repository_id, number, name,
    bool_and(conclusion is not null and list_contains($passing_conclusions, conclusion)) as is_passed
  from latest group by all
),
missing as (
  select repository_id, number, list(e.name order by e.name) as names
  from expected e
  left join passed using (repository_id, number, name)
  where is_passed is not true
  group by all
),
came as (
  select repository_id, number, count(*) filter ("on" = 'head') as checks
  from github_pull_request_checks group by all
)
select
  p.repository_id, p.number,
  case when coalesce(c.checks, 0) >= p.check_count then coalesce(m.names, []) end as missing_checks
from github_pull_requests p
left join missing m using (repository_id, number)
left join came c using (repository_id, number)
