-- Told two weeks, a week and a day before.
SELECT waiver_id, ends_on_date, open_episodes
FROM soc2.v_waiver
WHERE is_current AND ends_on_date - $1::date IN (14, 7, 1)
ORDER BY ends_on_date, waiver_id
