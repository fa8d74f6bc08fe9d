"""Maker and checker: one mechanism for everything that a second person decides."""
