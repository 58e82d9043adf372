"""So does the conclusion of a period."""

from include.warehouse.migrations.forward import migration

revision, down_revision, upgrade, downgrade = migration(__file__)
