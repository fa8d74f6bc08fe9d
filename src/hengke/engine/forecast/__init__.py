"""Forecasts: the monthly courses they start from, and the columns of what is foreseen."""
