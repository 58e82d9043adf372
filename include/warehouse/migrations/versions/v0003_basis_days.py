"""Slots, days, items and deviations of what was observed and of what was recorded stand apart."""

from include.warehouse.migrations.forward import migration

revision, down_revision, upgrade, downgrade = migration(__file__)
