"""Failure drills: what a bank's nights do to a home, done on purpose (`python -m tools.drill`)."""
