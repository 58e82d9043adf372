-- Each use of root and of the registered emergency principals: what they called, their sign-ins, and the calls by which
-- their role was taken on. Null as the principal is a call of a caller whom nobody can name, who may be one of them.
with principals as (
  select lower(principal) as principal from register_break_glass_principals where system = 'aws' and scope_id = $scope_id
  union select 'root'
),
assumed as (
  select *, lower(regexp_extract(request_parameters ->> '$.roleArn', '^arn:[^:]+:iam::' || $scope_id || ':role/(?:.*/)?([^/]+)$', 1)) as role
  from aws_calls
  where event_name in ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity') and error_code is null
)
select event_id, event_time, event_name, principal_type, access_key_id, principal
from aws_calls
where not is_failed_sign_in
  and (principal in (select principal from principals)
    or (principal is null and (principal_type is null or principal_type in ('IAMUser', 'AssumedRole', 'FederatedUser'))))
union all
select event_id, event_time, event_name, principal_type, null, role
from assumed
where role in (select principal from principals) and principal is distinct from role
