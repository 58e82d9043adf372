-- Who had a part in a merged pull request: its opener, and the authors, co-authors and committers of its
-- commits, except GitHub itself. A merge of the base brings nothing of anybody's.
select repository_id, number, author as login
from github_pull_requests
where author is not null
union
select repository_id, number, unnest(authors)
from github_pull_request_commits
where (parent_count > 1) is not true
union
select repository_id, number, committer
from github_pull_request_commits
where (parent_count > 1) is not true and committer is not null and committer <> 'web-flow'
