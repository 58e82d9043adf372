-- Every account of the scope, whichever system it lives in; the last place is for those that only a register knows.
-- An IAM user without a password, an active key or a certificate cannot sign in.
select
  'aws' as system, $scope_id::varchar as scope_id, "user" as account, user_creation_time as created_at,
  password_enabled or access_key_1_active or access_key_2_active or cert_1_active or cert_2_active as is_enabled
from aws_iam_users
where not is_root
union all
select 'github', $scope_id, login, null, true from github_members
union all
select 'github', $scope_id, login, null, true from github_outside_collaborators
union all
select system, scope_id, account, created_at, is_enabled
from register_accounts
where $scope_id = 'company'
