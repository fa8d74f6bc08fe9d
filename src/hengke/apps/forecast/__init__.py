"""Forecasts on pages: of one customer, and how far they miss."""
