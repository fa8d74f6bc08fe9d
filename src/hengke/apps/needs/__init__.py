"""Needs of customers, and what could answer them: register, surveys, cases, the one list."""
