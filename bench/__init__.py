"""Timed runs of the whole house, beside hand-written SQL: `python -m bench`."""
