-- Users of an AWS account with what they hold, by groups too. What they may take by a role stands at the role.
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
)
select
  a.system, a.scope_id, a.account, a.created_at, a.is_enabled,
  case when d."user" is null then null when p.principal is null then false else p.is_privileged end as is_privileged,
  case when d."user" is not null then coalesce('policies: ' || w.policies, 'no policy of their own or of a group') end as rights,
  greatest(u.password_last_used, u.access_key_1_last_used_date, u.access_key_2_last_used_date) as last_used_at,
  u.password_last_used_state is not null and u.access_key_1_last_used_state is not null
    and u.access_key_2_last_used_state is not null as is_use_told,
  case when u.password_enabled then not u.mfa_active end as lacks_second_factor
from accounts a
join aws_iam_users u on u."user" = a.account
left join aws_iam_user_details d on d."user" = a.account
left join worded w on w.principal = a.account
left join administrative p on p.principal = a.account
order by all
