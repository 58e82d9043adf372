from tests.locker.buckets import aws, bucket, moto_server
from tests.warehouse.fixtures import ask, database, postgres

__all__ = ["ask", "aws", "bucket", "database", "moto_server", "postgres"]
