-- Whom each role's trust policy lets in, one row per principal, with the account that an AWS principal lives in
-- (`*` for everybody's) and the conditions of its statement.
select
  role_arn, position, principal, conditions,
  case
    when principal = '*' or starts_with(principal, 'not ') or principal = 'AWS:*' then '*'
    -- the id that AWS puts in the place of somebody deleted lets nobody in
    when regexp_full_match(principal, 'AWS:A[A-Z0-9]+') then null
    when starts_with(principal, 'AWS:') then coalesce(
      nullif(regexp_extract(principal, '^AWS:(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)', 1), ''), '*')
  end as account_id
from (
  select role_arn, position, unnest(principals) as principal, conditions
  from aws_iam_trust_statements
  where effect = 'Allow'
)
