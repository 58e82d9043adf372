"""The warehouse: PostgreSQL tables that BI and auditors read, and an embedded server to try it with."""
