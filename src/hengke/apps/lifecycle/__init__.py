"""Lifecycle on pages: stages, who sleeps, who may be leaving."""
