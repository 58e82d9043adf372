"""A publication says of each conclusion whether it rests on what was observed or on what was recorded."""

from include.warehouse.migrations.forward import migration

revision, down_revision, upgrade, downgrade = migration(__file__)
