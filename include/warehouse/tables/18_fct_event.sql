CREATE TABLE soc2.fct_event (
    event_key bigint PRIMARY KEY,
    known_entry bigint NOT NULL REFERENCES soc2.load_log,
    scope_key bigint NOT NULL REFERENCES soc2.dim_scope,
    dataset text NOT NULL,
    event_id text NOT NULL,
    happened_at timestamptz NOT NULL,
    actor text,
    actor_kind text,
    action text,
    resource text,
    place text,
    source_address text,
    error text,
    is_emulated boolean NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX fct_event_happened ON soc2.fct_event (happened_at DESC);
CREATE INDEX fct_event_actor ON soc2.fct_event (actor, happened_at DESC);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON soc2.fct_event
    FOR EACH STATEMENT EXECUTE FUNCTION soc2.refuse_change();
ALTER TABLE soc2.fct_event ENABLE ALWAYS TRIGGER append_only;

COMMENT ON TABLE soc2.fct_event IS 'One row per security-relevant event of CloudTrail, of GitHub''s audit log, and deployment, as the locker has it. Append-only.';
COMMENT ON COLUMN soc2.fct_event.event_key IS 'Key, derived from the dataset, the scope and the event''s own id.';
COMMENT ON COLUMN soc2.fct_event.known_entry IS 'Entry of the locker''s log that first carried it.';
COMMENT ON COLUMN soc2.fct_event.scope_key IS 'Where it was collected.';
COMMENT ON COLUMN soc2.fct_event.dataset IS 'Dataset that has all of it.';
COMMENT ON COLUMN soc2.fct_event.event_id IS 'Its id there.';
COMMENT ON COLUMN soc2.fct_event.happened_at IS 'When it happened, by the service''s clock.';
COMMENT ON COLUMN soc2.fct_event.actor IS 'Who: an ARN, else the id or the service that acted; on GitHub a login. Null: the event does not say.';
COMMENT ON COLUMN soc2.fct_event.actor_kind IS 'What the actor is: Root, IAMUser, AssumedRole, AWSService, ..., User or Bot.';
COMMENT ON COLUMN soc2.fct_event.action IS 'What was done, such as iam:CreateUser, or protected_branch.destroy.';
COMMENT ON COLUMN soc2.fct_event.resource IS 'To what, as far as the event names it.';
COMMENT ON COLUMN soc2.fct_event.place IS 'Region, or the environment that was deployed to.';
COMMENT ON COLUMN soc2.fct_event.source_address IS 'From where; null where the event does not say.';
COMMENT ON COLUMN soc2.fct_event.error IS 'Name of the error, or the state in which a deployment ended unless success; null when it succeeded or nothing is told.';
COMMENT ON COLUMN soc2.fct_event.is_emulated IS 'Whether an emulator told it.';
COMMENT ON COLUMN soc2.fct_event.recorded_at IS 'When it became known.';
