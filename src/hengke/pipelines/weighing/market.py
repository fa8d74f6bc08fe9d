"""Markets at night: where each delivered series stands on the business date."""

from __future__ import annotations

from datetime import date

from hengke.engine.market.standing import market
from hengke.pipelines.home import Home
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import market as policies
from hengke.policies.market import MarketPolicy


def weigh(weighing: Weighing) -> None:
    """`market`: one row per series with a value by the day."""
    rates = weighing.night.book.silver.market_rates
    policy = _policy(weighing.home, weighing.as_of)
    weighing.write("market", market(rates, policy=policy, as_of=weighing.as_of))


def _policy(home: Home, on: date) -> MarketPolicy:
    return policies.load(on=on, own=home.market_policies)


def _followed(home: Home, on: date) -> list[str]:
    return [_policy(home, on).version]


PART = Part("market", _followed, weigh)
