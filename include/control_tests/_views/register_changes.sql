-- Each register's last change, where it reached a released branch of the organisation's repository on the day: by which pull
-- request (null: by none), and how that was approved. Registers outside Git, or of elsewhere, are not known to GitHub.
with came as (      -- a branch is told by first parents; what lies behind a merge stands among its pull request's commits
  select repository_id, repository, oid, pull_request as number, coalesce(len(read_errors), 0) = 0 as is_read, true as is_on_branch
  from github_branch_commits
  union all
  select p.repository_id, p.repository, c.oid, p.number, true, false
  from github_pull_request_commits c join github_pull_requests p using (repository_id, number)
),
kept as (
  select
    file, "commit", author, committed_at,
    -- what stands in a folder is a clone of nobody knows what; a hash of Git is of one commit wherever it lies
    case
      when regexp_matches(place, '^(https|ssh)://|^[^/]+@')
      then regexp_extract(regexp_replace(lower(place), '(\.git)?/*$', ''), '([^/:]+/[^/:]+)$', 1)
    end as home
  from register_files
  where "commit" is not null
),
brought as (
  select
    k.file, k."commit", k.author, c.repository_id, any_value(c.repository) as repository, max(c.number) as number,
    bool_or(c.number is not null) as is_by_pull_request, bool_and(c.is_read) as is_read
  from kept k
  join came c on c.oid = k."commit" and (k.home is null or k.home = lower($scope_id || '/' || c.repository))
  group by all
)
select
  b.file, b."commit", b.author, b.repository, b.number as pull_request,
  case
    when b.is_by_pull_request then a.independent_approvals
    when b.is_read then 0
  end as independent_approvals,
  (
    select string_agg(distinct r.author, ', ' order by r.author)
    from github_pull_request_reviews r
    where r.repository_id = b.repository_id and r.number = b.number and r.state = 'APPROVED'
  ) as approved_by
from brought b
left join pull_request_approvals a on a.repository_id = b.repository_id and a.number = b.number
