-- Users of an AWS account with what they hold, by groups too. What they may take by a role stands at the role. Behind them
-- the users of Identity Center, at the account that owns its instance, with what they may use where.
with holdings as (
  select principal, policy_name || case when holder = principal then '' else ' by group ' || holder end as held
  from held_policies
  where principal_kind = 'user' and usage = 'permissions'
),
worded as (
  select principal, string_agg(distinct held, ', ' order by held) as policies from holdings group by principal
),
administrative as (
  select
    principal,
    case when bool_or(is_administrative is true) then true when bool_or(is_administrative is null) then null else false end
      as is_privileged
  from administrative_holdings
  where principal_kind = 'user'
  group by principal
),
assigned as (
  select identity_store_id, principal_id as user_id, permission_set_arn, account_id, '' as way
  from aws_identity_center_assignments
  where principal_type = 'USER'
  union all
  select a.identity_store_id, m.user_id, a.permission_set_arn, a.account_id, ' by group ' || coalesce(g.display_name, g.group_id, m.group_id)
  from aws_identity_center_assignments a
  join aws_identity_center_memberships m on m.identity_store_id = a.identity_store_id and m.group_id = a.principal_id
  left join aws_identity_center_groups g on g.identity_store_id = m.identity_store_id and g.group_id = m.group_id
  where a.principal_type = 'GROUP'
),
sets as (
  select
    permission_set_arn, name,
    case
      when list_has_any(managed_policies, ['arn:aws:iam::aws:policy/AdministratorAccess', 'arn:aws-cn:iam::aws:policy/AdministratorAccess',
        'arn:aws-us-gov:iam::aws:policy/AdministratorAccess'])
      then case permissions_boundary when 'none' then true end
      -- what policies of one's own say stands in each account, or was not looked into
      when len(managed_policies) >= 0 and len(customer_policies) = 0 and inline_policy = 'none' then false
    end as is_administrative
  from aws_identity_center_permission_sets
),
opened as (
  select
    a.identity_store_id, a.user_id, s.is_administrative,
    coalesce(s.name, a.permission_set_arn) || ' in ' || a.account_id || a.way as opened
  from assigned a left join sets s using (permission_set_arn)
),
holders as (
  select
    identity_store_id, user_id, string_agg(distinct opened, ', ' order by opened) as opened,
    case when bool_or(is_administrative is true) then true when bool_or(is_administrative is null) then null else false end
      as is_privileged
  from opened
  group by all
)
select
  a.system, a.scope_id, a.account, a.created_at, a.is_enabled,
  case when d."user" is null then null when p.principal is null then false else p.is_privileged end as is_privileged,
  case when d."user" is not null then coalesce('policies: ' || w.policies, 'no policy of their own or of a group') end as rights,
  greatest(u.password_last_used, u.access_key_1_last_used_date, u.access_key_2_last_used_date) as last_used_at,
  u.password_last_used_state is not null and u.access_key_1_last_used_state is not null
    and u.access_key_2_last_used_state is not null as is_use_told,
  case when u.password_enabled then not u.mfa_active end as lacks_second_factor, null::varchar[] as addresses
from accounts a
join aws_iam_users u on u."user" = a.account
left join aws_iam_user_details d on d."user" = a.account
left join worded w on w.principal = a.account
left join administrative p on p.principal = a.account
union all
select
  'identity_center', $scope_id, coalesce(u.user_name, u.user_id), u.created_at,
  case u.status when 'ENABLED' then true when 'DISABLED' then false end,
  case when h.user_id is null then false else h.is_privileged end,
  coalesce('permission sets: ' || h.opened, 'no permission set'),
  null, false, null, list_distinct(list_append(u.emails, u.user_name))
from aws_identity_center_users u
left join holders h on h.identity_store_id = u.identity_store_id and h.user_id = u.user_id
order by all
