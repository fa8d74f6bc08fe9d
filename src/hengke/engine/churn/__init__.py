"""Churn: who left in the months that are over, and what was known of them before."""
