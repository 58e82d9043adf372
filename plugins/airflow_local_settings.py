"""Loads what is heavy once, in the processes that fork tasks: a task then starts in a tenth of the time.

Great Expectations alone takes five seconds to import; the DAG processor and the web server need none of it.
"""

import sys

if {"scheduler", "worker"} & set(sys.argv):
    import adbc_driver_postgresql.dbapi
    import boto3
    import duckdb
    import great_expectations
    import pyarrow.parquet
