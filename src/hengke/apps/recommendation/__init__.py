"""Recommendations on pages: who may be offered what, what came of it."""
