-- What every user, group and role holds or is bounded by, users also what their groups hold. The holder is who the
-- policy is attached to.
select
  principal_arn, principal_kind, principal,
  usage, policy, policy_name, kind, principal_arn as holder_arn, principal as holder
from aws_iam_attachments
union all
select
  m.arn, 'user', m.member,
  a.usage, a.policy, a.policy_name, a.kind, a.principal_arn, a.principal
from (select arn, "user" as member, unnest(groups) as group_name from aws_iam_user_details) m
join aws_iam_attachments a on a.principal_kind = 'group' and a.principal = m.group_name
