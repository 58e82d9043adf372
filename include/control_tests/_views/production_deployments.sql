-- Deployments to production, and when each succeeded or failed first. A deployment that another one replaces
-- becomes inactive later, so its reports are asked and not its last state.
select
  d.*,
  (select min(s.created_at) from github_deployment_statuses s
    where s.repository_id = d.repository_id and s.deployment_id = d.deployment_id
      and s.state = 'success') as succeeded_at,
  (select min(s.created_at) from github_deployment_statuses s
    where s.repository_id = d.repository_id and s.deployment_id = d.deployment_id
      and s.state in ('failure', 'error')) as failed_at
from github_deployments d
where d.deployment_id is null or list_contains($environments, d.environment)
