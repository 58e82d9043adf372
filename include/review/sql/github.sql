-- Members and outside collaborators of an organisation, their teams, and repositories where they have a right of their own.
with teams as (
  select login, string_agg(distinct team, ', ' order by team) as teams from github_team_members group by login
),
own as (
  select login, permission, string_agg(distinct repository, ', ' order by repository) as repositories
  from github_repository_collaborators
  where permission is not null
  group by login, permission
),
repositories as (
  select login, string_agg(permission || ' of ' || repositories, '; ' order by permission) as own from own group by login
),
persons as (
  select login, role, has_two_factor from github_members
  union all
  select login, 'outside', has_two_factor from github_outside_collaborators
  where login not in (select login from github_members)
)
select
  a.system, a.scope_id, a.account, a.created_at, a.is_enabled,
  p.role = 'admin' as is_privileged,
  concat_ws(
    '; ',
    case p.role when 'admin' then 'owner of the organisation' when 'outside' then 'outside collaborator' else 'member' end,
    'teams: ' || t.teams, r.own
  ) as rights,
  null::timestamptz as last_used_at, false as is_use_told,
  not p.has_two_factor as lacks_second_factor
from (select distinct system, scope_id, account, created_at, is_enabled from accounts) a
join persons p on p.login = a.account
left join teams t on t.login = a.account
left join repositories r on r.login = a.account
order by all
