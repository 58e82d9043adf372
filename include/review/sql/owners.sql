-- Whose an account is: a person's of the roster, or a machine's or emergency user's, for which somebody answers.
select system, scope_id, account, person as owner, 'person' as kind from identities
union all
select system, lower(scope_id), lower(principal), owner, 'machine' from register_service_accounts
union all
select system, lower(scope_id), lower(principal), owner, 'emergency user' from register_break_glass_principals
order by all
