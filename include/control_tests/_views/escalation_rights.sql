-- What every policy in force says of each action of an escalation path. `*` and `?` stand for any characters and one;
-- actions are in lower case. Conditions of what is allowed are not weighed: who meets them may do it. What is denied
-- counts where nothing limits it. Widely is what is not limited to named users, roles, policies or functions.
with actions as (select distinct action from escalation_paths),
statements as (
  select
    policy, effect, actions, not_actions, len(conditions) > 0 as is_conditional,
    len(list_filter(resources, lambda r: r = '*')) > 0 as is_of_everything,
    len(not_resources) > 0 or len(list_filter(resources, lambda r: regexp_full_match(
      r, '\*+|arn:[^:]*:[^:]*:[^:]*:[^:]*:((user|group|role|policy|function)[/:])?\*+'))) > 0 as is_wide
  from aws_iam_policy_statements
  where is_default_version
),
matched as (
  select s.*, a.action
  from statements s
  cross join actions a
  where case
    when len(s.actions) > 0 then len(list_filter(s.actions, lambda pattern: a.action glob pattern)) > 0
    else len(list_filter(s.not_actions, lambda pattern: a.action glob pattern)) = 0
  end
)
select
  policy, action,
  bool_or(effect = 'Allow') as is_allowed,
  bool_or(effect = 'Allow' and is_wide) as is_allowed_widely,
  bool_or(effect = 'Deny' and is_of_everything and not is_conditional) as is_denied
from matched
group by policy, action
