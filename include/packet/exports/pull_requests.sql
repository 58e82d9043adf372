-- Merged pull requests with their reviews
-- One row per pull request merged in the month and review of it; one without review fields where there was none.
SELECT
    pull.scope_id AS organization, pull.repository, pull.number, pull.title, pull.author, pull.base_branch,
    pull.created_at, pull.merged_at, pull.merged_by, pull.merge_commit_oid, pull.review_count,
    review.review_id, review.author AS reviewer, review.state AS review_state, review.submitted_at,
    review.commit_oid AS reviewed_commit_oid
FROM github_pull_requests AS pull
LEFT JOIN github_pull_request_reviews AS review
    ON review.scope_id = pull.scope_id
    AND review.repository_id = pull.repository_id
    AND review.number = pull.number
ORDER BY pull.scope_id, pull.repository, pull.number, review.submitted_at, review.review_id
