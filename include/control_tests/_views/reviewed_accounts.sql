-- Every account that a review decides about: those of the view accounts, and the users of Identity Center, who stand at
-- the account that owns its instance. One whose name was not told goes by its id.
select system, scope_id, account, created_at, is_enabled from accounts
union all
select
  'identity_center', $scope_id, coalesce(user_name, user_id), created_at,
  case status when 'ENABLED' then true when 'DISABLED' then false end
from aws_identity_center_users
