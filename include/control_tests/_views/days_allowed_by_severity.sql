-- How many days management allows for a weakness, by the severity that its finder gave it.
select unnest(['critical', 'high', 'error', 'medium', 'warning', 'low', 'note']) as severity,
  unnest([$critical_days, $high_days, $high_days, $medium_days, $medium_days, $low_days, $low_days]) as days
