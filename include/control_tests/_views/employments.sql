-- Each employment with its first and last instant. A last day without a time ends with that day where the person is.
select
  *,
  start_date::timestamp at time zone time_zone as started_at,
  case
    when end_time is null then (end_date + 1)::timestamp at time zone time_zone
    else (end_date + end_time::time) at time zone time_zone
  end as ended_at
from register_roster
