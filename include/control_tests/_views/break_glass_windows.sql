-- Each use of an emergency principal of this account that somebody else allowed beforehand.
select lower(principal) as principal, greatest(used_from, approved_at) as starts_at, used_until as ends_at,
  ticket, reviewed_on
from register_break_glass_uses
where system = 'aws' and scope_id = $scope_id
