-- What a deployment to production shipped: its commits, those that no independent review or no passed test stands
-- behind, and those of which that is not known because their merge was not collected.
with commit_facts as (
  select
    c.repository_id, c.deployment_id, c.oid,
    c.pull_request is null and coalesce(len(c.read_errors), 0) = 0 as is_direct,
    coalesce(len(c.read_errors), 0) > 0 as is_unread,
    a.independent_approvals, a.outstanding_requests, len(t.missing_checks) as missing_checks
  from github_deployed_commits c
  left join pull_request_approvals a on a.repository_id = c.repository_id and a.number = c.pull_request
  left join pull_request_tests t on t.repository_id = c.repository_id and t.number = c.pull_request
)
select
  repository_id, deployment_id, count(*) as commits,
  count(*) filter (is_direct or independent_approvals = 0 or outstanding_requests > 0) as unreviewed,
  count(*) filter (is_direct or missing_checks > 0) as untested,
  count(*) filter (not is_direct and (is_unread or independent_approvals is null or outstanding_requests is null))
    as unknown_reviews,
  count(*) filter (not is_direct and (is_unread or missing_checks is null)) as unknown_tests
from commit_facts group by all
