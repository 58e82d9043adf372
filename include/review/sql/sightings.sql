-- Every account of the scope when it was seen, and in which list.
select list, observed_at, system, scope_id, account, is_enabled from account_sightings order by all
