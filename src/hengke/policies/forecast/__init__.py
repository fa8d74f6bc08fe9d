"""Policies of forecasts: how far back one looks, which methods are tried, how wide an interval."""

from hengke.policies.forecast.shelf import METHODS, STANDARD, Course, ForecastPolicy, load, parse

__all__ = ["METHODS", "STANDARD", "Course", "ForecastPolicy", "load", "parse"]
