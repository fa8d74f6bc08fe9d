"""Value at night: contribution of every customer and product over the trailing months."""

from __future__ import annotations

from datetime import date

import ibis

from hengke.engine.value import customers, products, scoring, totals
from hengke.engine.value.months import Months, months_up_to
from hengke.kernel.sentences import sentence
from hengke.pipelines.contributions import contributions
from hengke.pipelines.home import Home
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import value as policies
from hengke.policies.value import ValuePolicy


def weigh(weighing: Weighing) -> None:
    """The tables of value; without one complete month of balances there is nothing to weigh."""
    policy = _policy(weighing.home, weighing.as_of)
    months = _months(weighing, policy)
    if months is None or policy.currency != weighing.night.book.home:
        _say_why_not(weighing, policy, months)
        return
    _write(weighing, months, policy)


def _write(weighing: Weighing, months: Months, policy: ValuePolicy) -> None:
    night, book = weighing.night, weighing.night.book
    found = contributions(night.catalog, book, months, policy)
    monthly = found.monthly
    stamp = ibis.literal(policy.version)
    parts = customers.value_parts(monthly, book.silver.products, months)
    held = weighing.write("value_parts", parts.mutate(policy_version=stamp))
    rows = customers.values(book, customers.by_month(monthly), months, policy)
    scored = scoring.with_scores(rows, weighing.results["customer_records"], policy)
    written = weighing.write("customer_values", scored.mutate(policy_version=stamp))
    weighing.write("value_books", totals.value_books(book, written))
    people = night.catalog.keep("value_people", products.placed(book, written))
    by_product = products.of_managers(monthly, held, people, months.firsts[-1])
    by_product = night.catalog.keep("value_product_months", by_product)
    weighing.write("value_products", products.value_products(by_product, book.silver.products))
    proof = totals.value_totals(found.of_accounts, found.common, monthly)
    weighing.write("value_totals", proof.mutate(policy_version=stamp))


def _months(weighing: Weighing, policy: ValuePolicy) -> Months | None:
    """Complete months of which balances are known day by day."""
    known_from = weighing.night.reach.daily_from
    if known_from is None:
        return None
    return months_up_to(weighing.as_of, most=policy.months, known_from=known_from)


def _say_why_not(weighing: Weighing, policy: ValuePolicy, months: Months | None) -> None:
    reason = (
        sentence("value: no complete month of daily balances was delivered yet")
        if months is None
        else sentence(
            "value: the policy is in {currency}, the home in {home}; put a policy in the home's "
            "currency into {folder}",
            currency=policy.currency,
            home=weighing.night.book.home,
            folder=weighing.home.value_policies,
        )
    )
    weighing.night.notes.append(reason)


def _policy(home: Home, on: date) -> ValuePolicy:
    return policies.load(on=on, own=home.value_policies)


def _followed(home: Home, on: date) -> list[str]:
    return [_policy(home, on).version]


PART = Part("value", _followed, weigh)
