"""The Airflow edge: connections in, operators around the three verbs, nothing else."""
