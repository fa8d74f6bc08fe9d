"""The gate for whole books: `gate.verdict` as an expression."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from hengke.engine.recommendation import gate
from hengke.engine.recommendation.states import OFFERED
from hengke.policies.recommendation import Suitability


def verdict(
    rows: ir.Table, rules: Suitability, *, family: ir.StringValue, risk: ir.IntegerValue
) -> ir.StringValue:
    """'' where suitable, else the reason. `rows` have the columns of SUITABILITY that the gate
    reads: state, level, person, age, status."""
    exempt = family.isin(sorted(rules.not_rated)) if rules.not_rated else ibis.literal(False)
    carried = ibis.ifelse(exempt, ibis.literal(0, type="int64"), risk)
    grave = carried > rules.minors_risk
    if rules.minors_barred:
        grave = grave | family.isin(sorted(rules.minors_barred))
    grave = grave & (rows.person == 1)
    barred = (
        rows.status.isin(sorted(rules.barred_statuses)).fill_null(False)
        if rules.barred_statuses
        else ibis.literal(False)
    )
    return ibis.cases(
        (barred, gate.BARRED),
        (carried.isnull(), gate.NOT_RATED),
        (grave & rows.age.isnull(), gate.AGE_UNKNOWN),
        (grave & (rows.age < rules.adult_from), gate.MINOR),
        (exempt | (carried <= rules.without_assessment), gate.SUITABLE),
        (rows.state != gate.VALID, rows.state),
        ((carried <= rows.level).fill_null(False), gate.SUITABLE),
        else_=gate.ABOVE,
    )


def needs_procedure(
    rows: ir.Table, rules: Suitability, *, family: ir.StringValue, risk: ir.IntegerValue
) -> ir.IntegerValue:
    """1 where the procedure for older customers is needed, null where nobody knows the age."""
    exempt = family.isin(sorted(rules.not_rated)) if rules.not_rated else ibis.literal(False)
    grave = (rows.person == 1) & ~exempt & (risk >= rules.senior_risk).fill_null(False)
    nothing = ibis.literal(0, type="int64")
    return ibis.ifelse(grave, (rows.age >= rules.senior_from).cast("int64"), nothing)


def only_suitable(
    rows: ir.Table, standing: ir.Table, products: ir.Table, rules: Suitability
) -> ir.Table:
    """The rows (customer_id, product_id, …) that pass the gate, judged from the tables of customers
    and products alone: the last word, whatever chose the rows."""
    of_products = products.select(
        "product_id", gate_family="family", gate_risk="risk", gate_state="state"
    )
    judged = rows.select("customer_id", "product_id").inner_join(
        standing.select("customer_id", "state", "level", "person", "age", "status"), "customer_id"
    )
    judged = judged.inner_join(of_products, "product_id")
    found = verdict(judged, rules, family=judged.gate_family, risk=judged.gate_risk)
    passed = judged.filter(found == gate.SUITABLE, judged.gate_state == OFFERED)
    return rows.semi_join(passed, ["customer_id", "product_id"])
