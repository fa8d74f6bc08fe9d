"""The door of forecasts."""

from __future__ import annotations

from hengke.apps.forecast.models import Forecast
from hengke.apps.forecast.panel import panel

__all__ = ["Forecast", "panel"]
