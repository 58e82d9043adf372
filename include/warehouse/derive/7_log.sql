INSERT INTO soc2.derived_log (entry_number)
SELECT entry_number FROM pg_temp.judging
ON CONFLICT (entry_number) DO NOTHING;
