-- Policies in force: how many of their statements allow everything, and how many make an administrator, which is
-- whoever may do all of IAM: such a one can take every other right. Null where a policy was not understood.
with statements as (
  select
    policy,
    -- what is excluded from an otherwise unlimited right does not limit it much
    len(not_resources) > 0 or len(list_filter(resources, lambda r: r = '*')) > 0 as is_unlimited,
    len(list_filter(actions, lambda a: regexp_full_match(a, '\*+(:\*+)?'))) > 0 as is_everything,
    case
      when len(actions) > 0 then len(list_filter(actions, lambda a: a in ('*', '*:*', 'iam:*'))) > 0
      else len(list_filter(not_actions, lambda a: starts_with(a, 'iam:') or starts_with(a, '*'))) = 0
    end as is_all_of_iam
  from aws_iam_policy_statements
  where is_default_version and effect = 'Allow'
),
counted as (
  select
    policy,
    count(*) filter (is_unlimited and is_everything) as everything,
    count(*) filter (is_unlimited and (is_everything or is_all_of_iam)) as administrative
  from statements
  group by policy
)
select
  p.policy, p.policy_name, p.kind, p.statements, p.read_errors,
  case when p.statements is not null then coalesce(c.everything, 0) end as everything,
  case when p.statements is not null then coalesce(c.administrative, 0) end as administrative
from aws_iam_policies p
left join counted c on c.policy = p.policy
where p.is_default_version
