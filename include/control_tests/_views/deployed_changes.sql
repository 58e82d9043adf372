-- What a deployment to production shipped, commit by commit: whether it came past every pull request, whether that is
-- not known, and how its pull request was approved (null where its merge was not collected).
select
  c.repository_id, c.deployment_id, c.pull_request as number,
  c.pull_request is null and coalesce(len(c.read_errors), 0) = 0 as is_direct,
  coalesce(len(c.read_errors), 0) = 0 and a.independent_approvals is not null
    and a.outstanding_requests is not null as is_known,
  a.independent_approvals = 0 or a.outstanding_requests > 0 as is_unreviewed
from github_deployed_commits c
left join pull_request_approvals a on a.repository_id = c.repository_id and a.number = c.pull_request
