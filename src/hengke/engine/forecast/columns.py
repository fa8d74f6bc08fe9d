"""Columns of the result tables of forecasts. Null is unknown, the reason stands beside it."""

from __future__ import annotations

from hengke.engine.stamp import STAMP

FORECASTS = {  # one row per customer known by the day
    "customer_id": "string",
    "now_minor": "int64",  # assets on as_of
    "next_on": "date",  # the next month end
    "next_minor": "int64", "next_low_minor": "int64", "next_high_minor": "int64",
    "next_method": "string",  # persistence, seasonal, trend, mean
    "later_on": "date",  # the month end two months after it
    "later_minor": "int64", "later_low_minor": "int64", "later_high_minor": "int64",
    "later_method": "string",
    "change_ppm": "int64",  # later / now - 1
    "month_on": "date",  # last day of the next month that has not begun
    "bookings": "float64",  # that the customer begins in it, expected
    "bookings_low": "int64", "bookings_high": "int64",
    "bookings_method": "string",
    "assets_reason": "string",
    "bookings_reason": "string",
    "policy_version": "string",
    **STAMP,
}  # fmt: skip

FORECAST_ERRORS = {  # one row per quantity, horizon, band and method tried
    "quantity": "string",  # assets (minor units), bookings (number)
    "months": "int64",  # looked ahead from the last complete month
    "band": "string",  # '' everybody, else the floor of the band in units of the quantity
    "method": "string",
    "customers": "int64",
    "n": "int64",  # customers x months from which one looked ahead
    "first_on": "date",  # of those months the first, and the last
    "last_on": "date",
    "mae": "float64",
    "wape": "float64",  # sum of misses / sum of outcomes
    "mase": "float64",  # MAE / that of persistence on the same rows
    "coverage": "float64",  # part within the interval made of earlier months only
    "chosen": "int64",  # 1: used for the band
    "policy_version": "string",
    **STAMP,
}

BALANCE_UNKNOWN, SHORT_HISTORY, TOO_FEW = "balance_unknown", "short_history", "too_few"
UNREAD, NOT_TOLD = "bookings_unread", "bookings_not_told"
REASONS = (BALANCE_UNKNOWN, SHORT_HISTORY, TOO_FEW, UNREAD, NOT_TOLD)
"""What a reason may say: assets of today are unknown; too few months are known; methods could be
tried on too few customers; a booking may be in quarantine; no booking says who began it."""
