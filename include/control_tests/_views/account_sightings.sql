-- Every account of the scope each time that somebody looked, and in which list.
select
  'aws_iam_users' as list, observed_at, 'aws' as system, $scope_id::varchar as scope_id, "user" as account,
  password_enabled or access_key_1_active or access_key_2_active or cert_1_active or cert_2_active as is_enabled
from aws_iam_users
union all
select 'github_members', observed_at, 'github', $scope_id, login, true from github_members
union all
select 'github_outside_collaborators', observed_at, 'github', $scope_id, login, true
from github_outside_collaborators
union all
select 'register_accounts', observed_at, system, scope_id, account, is_enabled
from register_accounts
where $scope_id = 'company'
