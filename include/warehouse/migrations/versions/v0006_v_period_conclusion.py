"""So do the conclusions that people read."""

from include.warehouse.migrations.forward import migration

revision, down_revision, upgrade, downgrade = migration(__file__)
