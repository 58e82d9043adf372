-- Which of the checks that management asks for had not passed before a merge; null where checks are missing.
select
  repository_id, number,
  case
    when passed_checks is not null
      then list_sort(list_filter($expected_checks, lambda name: not list_contains(passed_checks, name)))
  end as missing_checks
from pull_request_passed_checks
