-- Applied by every migration: a role that could not be made then may have been made since.
DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['soc2_loader', 'soc2_reader', 'soc2_auditor'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
            END IF;
        EXCEPTION
            -- Roles belong to the whole server: another database's migration may be making them now.
            WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
        END;
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('GRANT USAGE ON SCHEMA soc2 TO %I', role_name);
            EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA soc2 TO %I', role_name);
        END IF;
    END LOOP;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'soc2_loader') THEN
        GRANT INSERT ON ALL TABLES IN SCHEMA soc2 TO soc2_loader;
        REVOKE INSERT ON soc2.alembic_version FROM soc2_loader;
        -- A version ends when the next one begins; nothing else of a dimension ever changes.
        GRANT UPDATE (valid_to_at, is_current)
            ON soc2.dim_scope, soc2.dim_criterion, soc2.dim_control, soc2.dim_test, soc2.dim_severity,
            soc2.dim_period, soc2.fct_waiver TO soc2_loader;
        -- Statistics are gathered by who fills the tables; before PostgreSQL 17 only their owner may.
        IF current_setting('server_version_num')::int >= 170000 THEN
            EXECUTE 'GRANT MAINTAIN ON ALL TABLES IN SCHEMA soc2 TO soc2_loader';
        END IF;
        -- What is derived stays as it was known until something else becomes known.
        GRANT UPDATE (superseded_at)
            ON soc2.fct_test_day, soc2.fct_item_state, soc2.fct_deviation_episode TO soc2_loader;
    END IF;
END
$$;
