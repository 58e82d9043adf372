CREATE OR REPLACE VIEW soc2.v_contract_version AS SELECT 1 AS major, 1 AS minor;

COMMENT ON VIEW soc2.v_status_now IS 'One row per test_id, scope_kind and scope_id: the latest judgement of its latest slot or window. Of an earlier day: v_calendar.';
