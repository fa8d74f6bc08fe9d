"""Consent, choices, rights of customers, retention, holds and impact assessments."""
