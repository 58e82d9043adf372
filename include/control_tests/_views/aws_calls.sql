-- Each event that a caller caused, with the name that registers have for the caller: the user's, the role's, `root`.
-- Null is a caller of ours whom the event does not name, or no caller of ours at all. What a service does by itself,
-- or on a caller's behalf, is the service's; a call through the console says that it comes by `signin`.
select
  *,
  case
    when principal_type = 'Root' then 'root'
    when principal_type = 'IAMUser' then lower(ifnull(principal_name, regexp_extract(principal_arn, '[^/]+$')))
    when principal_type in ('AssumedRole', 'FederatedUser') then lower(session_issuer_name)
  end as principal,
  -- an attempt to sign in that failed is nobody's use of anything
  event_name = 'ConsoleLogin' and ifnull(response_elements ->> '$.ConsoleLogin', '') = 'Failure' as is_failed_sign_in
from aws_cloudtrail_events
where event_type is distinct from 'AwsServiceEvent'
  and event_category is distinct from 'Insight'
  and (invoked_by is null or invoked_by = 'signin.amazonaws.com')
