-- Every account of the scope when it was seen, and in which list.
select list, observed_at, system, scope_id, account, is_enabled from account_sightings
union all
select
  'aws_identity_center_users', observed_at, 'identity_center', $scope_id::varchar, coalesce(user_name, user_id),
  case status when 'ENABLED' then true when 'DISABLED' then false end
from aws_identity_center_users
order by all
