"""Forecasts at work: which months, and what is written of every customer."""
