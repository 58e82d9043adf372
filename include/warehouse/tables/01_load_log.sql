CREATE SCHEMA IF NOT EXISTS soc2;
COMMENT ON SCHEMA soc2 IS 'SOC 2 evidence: what was collected, judged and found. Read by BI and auditors; facts are only ever appended.';

CREATE FUNCTION soc2.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'soc2.% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege', TABLE = TG_TABLE_NAME, SCHEMA = 'soc2';
END
$$;
COMMENT ON FUNCTION soc2.refuse_change() IS 'Trigger that refuses UPDATE, DELETE and TRUNCATE for everybody, owners and superusers included.';

CREATE TABLE soc2.load_log (
    entry_number bigint PRIMARY KEY CHECK (entry_number > 0),
    entry_sha256 text NOT NULL CHECK (entry_sha256 ~ '^[0-9a-f]{64}$'),
    loaded_at timestamptz NOT NULL
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON soc2.load_log
    FOR EACH STATEMENT EXECUTE FUNCTION soc2.refuse_change();
ALTER TABLE soc2.load_log ENABLE ALWAYS TRIGGER append_only;

COMMENT ON TABLE soc2.load_log IS 'One row per entry of the locker''s log that was loaded. The next load goes on after the highest number.';
COMMENT ON COLUMN soc2.load_log.entry_number IS 'Number of the entry in the locker''s log.';
COMMENT ON COLUMN soc2.load_log.entry_sha256 IS 'SHA-256 of the entry''s bytes, in hexadecimal.';
COMMENT ON COLUMN soc2.load_log.loaded_at IS 'When it was loaded, by the loader''s clock; the only column that a rebuild does not reproduce.';
