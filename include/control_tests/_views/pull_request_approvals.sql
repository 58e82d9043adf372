-- How a merged pull request was approved: approvals at the merge, those by people who had no part in it and saw
-- its final content (null where one may be among them), and requests for changes that stood.
with strangers as (      -- whoever has no account may be one of the approvers
  select repository_id, number, count(*) as people
  from pull_request_contributors where login like 'unlinked:%' group by all
),
commits as (
  select repository_id, number, count(*) as came,
    bool_or(authors is null or position is null) as has_unknown
  from github_pull_request_commits group by all
),
reviews as (
  select repository_id, number, count(*) as came from github_pull_request_reviews group by all
),
counted as (
  select
    repository_id, number,
    count(*) filter (state_then = 'APPROVED') as approvals,
    count(*) filter (state_then = 'APPROVED' and is_of_final_content) as final,
    count(*) filter (coalesce(state_then, given, 'APPROVED') = 'APPROVED'
      and is_of_final_content is not false) as possible_final,
    count(*) filter (state_then = 'APPROVED' and not is_gone and not is_contributor) as others,
    count(*) filter (coalesce(state_then, given, 'APPROVED') = 'APPROVED' and not is_contributor)
      as possible_others,
    count(*) filter (state_then = 'APPROVED' and not is_gone and is_person and not is_contributor
      and author_can_write and is_of_final_content) as independent,
    -- whatever is not known not to be one may be one
    count(*) filter (coalesce(state_then, given, 'APPROVED') = 'APPROVED' and not is_contributor
      and (is_gone or (is_person is not false and author_can_write is not false
        and is_of_final_content is not false))) as possible,
    count(*) filter (state_then = 'CHANGES_REQUESTED' and author_can_write is not false) as requests,
    count(*) filter (state_then is null and coalesce(given, 'CHANGES_REQUESTED') = 'CHANGES_REQUESTED'
      and author_can_write is not false) as possible_requests
  from reviews_at_merge group by all
),
whole as (
  select
    p.repository_id, p.number,
    coalesce(c.approvals, 0) as approvals,
    coalesce(c.final, 0) as final,
    coalesce(c.possible_final, 0) as possible_final,
    coalesce(c.others, 0) as others,
    coalesce(c.possible_others, 0) as possible_others,
    coalesce(c.independent, 0) as independent,
    coalesce(c.possible, 0) as possible,
    coalesce(c.requests, 0) as requests,
    coalesce(c.possible_requests, 0) as possible_requests,
    -- who opened it and is gone has no account for the commits either, and is one of the strangers
    greatest(coalesce(s.people, 0) - (p.author_type = 'deleted')::int, 0) as strangers,
    coalesce(r.came, 0) >= p.review_count as has_reviews,
    coalesce(m.came, 0) >= p.commit_count and m.has_unknown is not true
      and p.head_oid is not null and (p.author is not null or p.author_type = 'deleted') as has_commits
  from github_pull_requests p
  left join counted c using (repository_id, number)
  left join strangers s using (repository_id, number)
  left join commits m using (repository_id, number)
  left join reviews r using (repository_id, number)
)
select
  repository_id, number, approvals,
  case when has_reviews then approvals > 0 or possible > 0 end as may_be_approved,
  case
    when has_reviews is not true or has_commits is not true then null
    -- each stranger can be one approver at most
    when independent > strangers then independent - strangers
    when possible > 0 then null
    else 0
  end as independent_approvals,
  case
    when has_reviews is not true or has_commits is not true then null
    when final > 0 then final
    when possible_final > 0 then null
    else 0
  end as final_approvals,
  case
    when has_reviews is not true or has_commits is not true then null
    when others > strangers then others - strangers
    when possible_others > 0 then null
    else 0
  end as uninvolved_approvals,
  case
    when has_reviews is not true or (requests = 0 and possible_requests > 0) then null
    else requests
  end as outstanding_requests
from whole
