-- Each account that a person of the roster has, in lower case, as its system compares names.
with said as (
  select distinct person, unnest(identities) as identity from register_roster
)
select distinct
  person,
  split_part(identity, ':', 1) as system,
  lower(regexp_extract(identity, '^[^:]+:([^/]+)/', 1)) as scope_id,
  lower(regexp_extract(identity, '^[^:]+:[^/]+/(.+)$', 1)) as account
from said
