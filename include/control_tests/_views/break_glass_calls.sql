-- Each use of root and of the registered emergency principals: what they called, their sign-ins, and the calls by which
-- their role was taken on. Null as the principal is a call of a caller whom nobody can name, who may be one of them.
-- It reads aws_calls once, and so must who reads it: what is read twice, the engine holds whole.
with principals as (
  select lower(principal) as principal from register_break_glass_principals where system = 'aws' and scope_id = $scope_id
  union select 'root'
),
calls as (
  select
    event_id, event_time, event_name, principal_type, access_key_id, principal,
    principal is null and (principal_type is null or principal_type in ('IAMUser', 'AssumedRole', 'FederatedUser')) as is_unnamed,
    case
      when event_name in ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity') and error_code is null
      then lower(regexp_extract(request_parameters ->> '$.roleArn', '^arn:[^:]+:iam::' || $scope_id || ':role/(?:.*/)?([^/]+)$', 1))
    end as role
  from aws_calls
  where not is_failed_sign_in
),
meant as (
  select *
  from calls
  where is_unnamed or principal in (select principal from principals) or role in (select principal from principals)
)
select event_id, event_time, event_name, principal_type, access_key_id, principal
from meant
where is_unnamed or principal in (select principal from principals)
union all
select event_id, event_time, event_name, principal_type, null, role
from meant
where role in (select principal from principals) and principal is distinct from role
