-- Each reviewer's last word as it stood at the merge (state_then; null where that cannot be told), and what is
-- known of who said it. A comment takes nothing away.
with final as (
  select repository_id, number, max(position) as position
  from github_pull_request_commits
  where (parent_count > 1) is not true
  group by all
),
standing as (
  select
    r.*, p.head_oid,
    coalesce(r.state_before_dismissal, r.state) as given,
    case
      when r.submitted_at is null then null
      when r.state <> 'DISMISSED' or r.dismissed_at <= p.merged_at then r.state
      when r.dismissed_at > p.merged_at then r.state_before_dismissal
    end as state_then
  from github_pull_request_reviews r
  join github_pull_requests p using (repository_id, number)
  where (r.submitted_at <= p.merged_at) is not false
),
latest as (
  select * from standing
  where state_then is distinct from 'COMMENTED' and given is distinct from 'COMMENTED'
  qualify row_number() over (
    partition by repository_id, number, coalesce(author, review_id::varchar)
    order by submitted_at desc nulls first, review_id desc
  ) = 1
)
select
  l.repository_id, l.number, l.given, l.state_then, l.author_can_write,
  l.author_type = 'User' or list_contains($trusted_reviewers, l.author) as is_person,
  c.login is not null as is_contributor,
  l.commit_oid = l.head_oid or coalesce(seen.position >= f.position, false) as is_of_final_content,
  l.author is null as is_gone
from latest l
left join pull_request_contributors c
  on c.repository_id = l.repository_id and c.number = l.number and c.login = l.author
left join github_pull_request_commits seen
  on seen.repository_id = l.repository_id and seen.number = l.number and seen.oid = l.commit_oid
left join final f on f.repository_id = l.repository_id and f.number = l.number
