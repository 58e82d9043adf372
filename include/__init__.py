"""The product: collects, judges and reports SOC 2 evidence, without Airflow."""
