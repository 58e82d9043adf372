-- Whether each policy that somebody holds makes them an administrator within what bounds them; null where the policy
-- or the boundary was not understood, or did not come.
select
  h.principal_arn, h.principal_kind, h.principal, h.policy, h.policy_name, h.holder_arn, h.holder,
  case
    when p.administrative = 0 or bound.administrative = 0 then false
    when p.administrative is null or (b.policy is not null and bound.administrative is null) then null
    else true
  end as is_administrative
from held_policies h
left join policies_in_force p on p.policy = h.policy
left join aws_iam_attachments b on b.principal_arn = h.principal_arn and b.usage = 'boundary'
left join policies_in_force bound on bound.policy = b.policy
where h.usage = 'permissions'
