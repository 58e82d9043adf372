CREATE TABLE soc2.fct_collection (
    collection_key bigint PRIMARY KEY,
    entry_number bigint NOT NULL REFERENCES soc2.load_log,
    scope_key bigint NOT NULL REFERENCES soc2.dim_scope,
    source text NOT NULL,
    dataset text NOT NULL,
    interval_kind text NOT NULL CHECK (interval_kind IN ('slot', 'window')),
    interval_id text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    status text NOT NULL CHECK (status IN ('collected', 'failed', 'missed')),
    cause text,
    gap_cause text,
    is_bridged boolean NOT NULL,
    message text,
    missing_permission text,
    nature text,
    observation text,
    revision bigint,
    observed_at timestamptz,
    finished_at timestamptz,
    service_date_at timestamptz,
    source_as_of_at timestamptz,
    expected_items bigint,
    received_items bigint,
    reconciled_against text,
    independent_count bigint,
    reconciled_difference bigint,
    calls bigint,
    calls_by_operation jsonb,
    retries bigint,
    caller text,
    endpoint_host text,
    is_emulated boolean,
    raw_sha256 text,
    parquet_sha256 text,
    row_hash text,
    schema_fingerprint text,
    run_id text NOT NULL,
    run_type text NOT NULL,
    triggered_by text NOT NULL,
    code_version text NOT NULL,
    image text,
    recorded_at timestamptz NOT NULL,
    UNIQUE (entry_number, dataset, interval_kind, starts_at),
    CHECK ((status = 'missed') = (gap_cause IS NOT NULL)),
    CHECK (status = 'missed' OR NOT is_bridged),
    CHECK ((status = 'missed') = (observed_at IS NULL))
);
CREATE INDEX fct_collection_interval ON soc2.fct_collection (dataset, starts_at DESC);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON soc2.fct_collection
    FOR EACH STATEMENT EXECUTE FUNCTION soc2.refuse_change();
ALTER TABLE soc2.fct_collection ENABLE ALWAYS TRIGGER append_only;

COMMENT ON TABLE soc2.fct_collection IS 'One row per dataset, scope, slot or window and observation; failed observations and missed slots have rows too. Append-only.';
COMMENT ON COLUMN soc2.fct_collection.collection_key IS 'Key, derived from the entry, the dataset and the slot or window.';
COMMENT ON COLUMN soc2.fct_collection.entry_number IS 'Entry of the locker''s log that says so; one entry may name many missed slots.';
COMMENT ON COLUMN soc2.fct_collection.scope_key IS 'Where it was collected.';
COMMENT ON COLUMN soc2.fct_collection.source IS 'Source that asked, provider.module.';
COMMENT ON COLUMN soc2.fct_collection.dataset IS 'Dataset that was asked for.';
COMMENT ON COLUMN soc2.fct_collection.interval_kind IS 'slot (state) or window (events).';
COMMENT ON COLUMN soc2.fct_collection.interval_id IS 'The slot or window as people read it.';
COMMENT ON COLUMN soc2.fct_collection.starts_at IS 'Begin of the slot or window, inclusive.';
COMMENT ON COLUMN soc2.fct_collection.ends_at IS 'End of the slot or window, exclusive.';
COMMENT ON COLUMN soc2.fct_collection.status IS 'collected, failed (asked in vain) or missed (not asked in time).';
COMMENT ON COLUMN soc2.fct_collection.cause IS 'Why it failed, by the service''s own error name.';
COMMENT ON COLUMN soc2.fct_collection.gap_cause IS 'Why it was missed.';
COMMENT ON COLUMN soc2.fct_collection.is_bridged IS 'Whether the gap is bridged: both sides agree and a proven continuous event log shows no change between them.';
COMMENT ON COLUMN soc2.fct_collection.message IS 'The failure, or the gap, in one line.';
COMMENT ON COLUMN soc2.fct_collection.missing_permission IS 'Permission that was refused.';
COMMENT ON COLUMN soc2.fct_collection.nature IS 'state, events or history; null where nothing was asked.';
COMMENT ON COLUMN soc2.fct_collection.observation IS 'Name of the observation in its slot; null where nothing was asked.';
COMMENT ON COLUMN soc2.fct_collection.revision IS 'Revision of the same raw answers, from 0; null where nothing was asked.';
COMMENT ON COLUMN soc2.fct_collection.observed_at IS 'First call, by our clock; null where nothing was asked.';
COMMENT ON COLUMN soc2.fct_collection.finished_at IS 'Last answer, by our clock; null where nothing was asked.';
COMMENT ON COLUMN soc2.fct_collection.service_date_at IS 'The service''s own clock, from its Date header.';
COMMENT ON COLUMN soc2.fct_collection.source_as_of_at IS 'Instant that the service says its answer is true of.';
COMMENT ON COLUMN soc2.fct_collection.expected_items IS 'Items that the source said there are; null when it does not say.';
COMMENT ON COLUMN soc2.fct_collection.received_items IS 'Items that came; null when nothing did.';
COMMENT ON COLUMN soc2.fct_collection.reconciled_against IS 'What the second, independent count was taken from.';
COMMENT ON COLUMN soc2.fct_collection.independent_count IS 'The second, independent count.';
COMMENT ON COLUMN soc2.fct_collection.reconciled_difference IS 'Difference that nobody could explain; anything but 0 means not proven complete.';
COMMENT ON COLUMN soc2.fct_collection.calls IS 'Calls made.';
COMMENT ON COLUMN soc2.fct_collection.calls_by_operation IS 'Calls made, by operation.';
COMMENT ON COLUMN soc2.fct_collection.retries IS 'Calls that had to be repeated.';
COMMENT ON COLUMN soc2.fct_collection.caller IS 'Identity that asked.';
COMMENT ON COLUMN soc2.fct_collection.endpoint_host IS 'Host that was asked.';
COMMENT ON COLUMN soc2.fct_collection.is_emulated IS 'Whether an emulator answered instead of the real service; null where nothing was asked.';
COMMENT ON COLUMN soc2.fct_collection.raw_sha256 IS 'SHA-256 of the raw answers in the locker.';
COMMENT ON COLUMN soc2.fct_collection.parquet_sha256 IS 'SHA-256 of the typed rows in the locker.';
COMMENT ON COLUMN soc2.fct_collection.row_hash IS 'Hash over the sorted rows: same rows, same hash.';
COMMENT ON COLUMN soc2.fct_collection.schema_fingerprint IS 'Hash of the columns'' names and types.';
COMMENT ON COLUMN soc2.fct_collection.run_id IS 'Run that did it.';
COMMENT ON COLUMN soc2.fct_collection.run_type IS 'What made the run happen.';
COMMENT ON COLUMN soc2.fct_collection.triggered_by IS 'Who or what triggered the run.';
COMMENT ON COLUMN soc2.fct_collection.code_version IS 'Version of our code.';
COMMENT ON COLUMN soc2.fct_collection.image IS 'Container image that it ran in; null outside of one.';
COMMENT ON COLUMN soc2.fct_collection.recorded_at IS 'When it was known: the end of the collection, or when the gap was recorded.';
