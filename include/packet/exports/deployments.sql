-- Deployments
-- One row per deployment that was created in the month.
SELECT
    scope_id AS organization, repository, deployment_id, environment, ref, oid, creator, created_at, final_state,
    finished_at, run_id, run_triggered_by, approval_count, comparison, previous_oid
FROM github_deployments
ORDER BY scope_id, repository, created_at, deployment_id
