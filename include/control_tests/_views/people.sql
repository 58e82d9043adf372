-- Each person as of now: the employment that holds, else the last one that ended, else the one that will begin.
select
  person, name, email, title, department, manager, started_at, ended_at,
  started_at <= $as_of and (ended_at is null or ended_at > $as_of) as is_active
from employments
qualify row_number() over (
  partition by person order by is_active desc, (started_at <= $as_of) desc, abs(epoch($as_of - started_at))
) = 1
