"""Tiers of customers: today's position, the history, the radar, migration, and overrides."""
