-- Accounts of other systems, as their register has them.
select
  a.system, a.scope_id, a.account, a.created_at, a.is_enabled, o.is_privileged, o.rights, o.last_used_at,
  o.last_used_at is not null as is_use_told, null::boolean as lacks_second_factor
from accounts a
join register_accounts o using (system, scope_id, account)
order by all
