"""Associations on pages: which products come together, and who lacks the other half."""
