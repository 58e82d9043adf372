-- Airflow's database and the warehouse, an account for each kind of work, and their passwords from the environment.
-- Run by an administrator of the server, as often as one likes: psql --file=databases.sql. warehouse: README there.
\set ON_ERROR_STOP on
\getenv airflow_password AIRFLOW_DB_PASSWORD
\getenv owner_password WAREHOUSE_OWNER_PASSWORD
\getenv loader_password WAREHOUSE_LOADER_PASSWORD
\getenv reader_password WAREHOUSE_READER_PASSWORD
\getenv auditor_password WAREHOUSE_AUDITOR_PASSWORD
-- Passwords stand in the statements below.
SET log_statement = 'none';
SET log_min_error_statement = 'panic';

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['airflow', 'soc2_owner', 'soc2_loader', 'soc2_reader', 'soc2_auditor']) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec
ALTER ROLE airflow LOGIN PASSWORD :'airflow_password';
ALTER ROLE soc2_owner LOGIN PASSWORD :'owner_password';
ALTER ROLE soc2_loader LOGIN PASSWORD :'loader_password';
ALTER ROLE soc2_reader LOGIN PASSWORD :'reader_password';
ALTER ROLE soc2_auditor LOGIN PASSWORD :'auditor_password';

SELECT format('CREATE DATABASE %I OWNER %I', name, owner)
FROM (VALUES ('airflow', 'airflow'), ('warehouse', 'soc2_owner')) AS wanted (name, owner)
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name)
\gexec
-- Airflow's own account has no business in the warehouse, nor theirs in Airflow's database.
REVOKE ALL ON DATABASE airflow, warehouse FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE warehouse TO soc2_loader;
GRANT CONNECT ON DATABASE warehouse TO soc2_reader, soc2_auditor;
