CREATE VIEW soc2.v_event AS
SELECT
    event.happened_at,
    scope.scope_kind,
    scope.scope_id,
    scope.name AS scope_name,
    event.actor,
    event.actor_kind,
    event.action,
    event.resource,
    event.place,
    event.source_address,
    event.error,
    event.dataset,
    event.event_id,
    event.is_emulated,
    event.recorded_at
FROM soc2.fct_event AS event
JOIN soc2.dim_scope AS scope USING (scope_key);

COMMENT ON VIEW soc2.v_event IS 'One row per dataset, scope_kind, scope_id and event_id: who did what to which resource when. Security-relevant events only; what deviates is in v_activity.';
COMMENT ON COLUMN soc2.v_event.happened_at IS 'When it happened, by the service''s clock. Filter on it first.';
COMMENT ON COLUMN soc2.v_event.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.v_event.scope_id IS 'Account or organisation.';
COMMENT ON COLUMN soc2.v_event.scope_name IS 'What people call it.';
COMMENT ON COLUMN soc2.v_event.actor IS 'Who: an ARN, else the id or the service that acted; on GitHub a login. Null: the event does not say.';
COMMENT ON COLUMN soc2.v_event.actor_kind IS 'What the actor is: Root, IAMUser, AssumedRole, AWSService, ..., User or Bot.';
COMMENT ON COLUMN soc2.v_event.action IS 'What was done, such as iam:CreateUser, or protected_branch.destroy.';
COMMENT ON COLUMN soc2.v_event.resource IS 'To what, as far as the event names it.';
COMMENT ON COLUMN soc2.v_event.place IS 'Region, or the environment that was deployed to.';
COMMENT ON COLUMN soc2.v_event.source_address IS 'From where; null where the event does not say.';
COMMENT ON COLUMN soc2.v_event.error IS 'Name of the error, or the state in which a deployment ended unless success; null when it succeeded or nothing is told.';
COMMENT ON COLUMN soc2.v_event.dataset IS 'Dataset of the locker that has all of it.';
COMMENT ON COLUMN soc2.v_event.event_id IS 'Its id there.';
COMMENT ON COLUMN soc2.v_event.is_emulated IS 'Whether an emulator told it.';
COMMENT ON COLUMN soc2.v_event.recorded_at IS 'When it became known.';

CREATE OR REPLACE VIEW soc2.v_contract_version AS SELECT 1 AS major, 2 AS minor;
