"""For how many customers of the small bank a rule holds: against an independent count."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.integration.homes import AS_OF, POLICY

from hengke.engine.rules.checking import check
from hengke.engine.rules.errors import RuleError
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.singles import function
from hengke.kernel.errors import NotComputed, Refused
from hengke.pipelines import questions, rules
from hengke.pipelines.answers import rows
from hengke.pipelines.home import Home

pytestmark = pytest.mark.slow_test
RULE = "aum_month_avg >= 50000 and aum_trend_6m < -0.1 and not has('fund')"


def gold(home: Home, name: str) -> str:
    run = rules.newest_run(home, AS_OF)
    path = home.lake / run.gold[name]
    return f"'{path / '*.parquet' if path.is_dir() else path}'"


def test_a_rule_is_counted_as_its_words_say(small_home: Home) -> None:
    found = rules.counted(small_home, RULE, as_of=AS_OF)
    answers = rows(
        f"""
        WITH points AS (SELECT * FROM {gold(small_home, "asset_points")}),
        now AS (SELECT * FROM points WHERE point_on = '2026-10-23'),
        past AS (SELECT * FROM points WHERE point_on = '2026-04-30'),
        funds AS (
            SELECT DISTINCT customer_id FROM {gold(small_home, "holdings")}
            WHERE family = 'fund' AND share_ppm > 0
        )
        SELECT now.month_average_minor >= 5000000
            AND (now.aum_minor - t.aum_minor)::DOUBLE / nullif(t.aum_minor, 0) < -0.1
            AND f.customer_id IS NULL AS answer
        FROM {gold(small_home, "customer_records")} c LEFT JOIN now USING (customer_id)
        LEFT JOIN past t USING (customer_id) LEFT JOIN funds f USING (customer_id)
        """
    )
    told = [row["answer"] for row in answers]
    assert (found["true"], found["false"], found["unknown"]) == (
        told.count(True), told.count(False), told.count(None)
    )  # fmt: skip
    assert found["true"] > 0
    assert found["customers"] == len(told)
    assert found["share"] == round(found["true"] / len(told), 6)
    assert found["missing"] == []


UNKNOWN = {"closed_on", "next_change_on", "cluster_before", "stage_before", "stage_days"}
"""Of nobody in a first run of this bank."""
OTHERS_SAY = {"preferences", "churn_scores"}
"""Results that need people's word, or more cases than this bank has."""


def test_every_feature_can_be_read_and_one_customer_gets_the_answer_of_the_book(
    small_home: Home,
) -> None:
    """All columns of the catalogue at once; a rule over them for the book and row by row."""
    run = rules.newest_run(small_home, AS_OF)
    names = tuple(CATALOGUE.features)
    text = "aum > 100000 or age between 30 and 40 and own_bookings_90d >= 3 or tier = 'gold'"
    with rules.read_features(small_home, run, names, policy=POLICY) as (catalog, table):
        rows_of_book = catalog.arrow(table).to_pylist()
        assert set(rows_of_book[0]) == {"customer_id", *names}
        single = function(check(text).tree)
        told = [single(row) for row in rows_of_book]
    nobody = {name for name in names if all(row[name] is None for row in rows_of_book)}
    assert {one for one in nobody if CATALOGUE[one].source not in OTHERS_SAY} <= UNKNOWN
    found = rules.counted(small_home, text, as_of=AS_OF)
    assert (found["true"], found["unknown"]) == (told.count(True), told.count(None))


def test_a_day_without_a_run_and_a_policy_that_it_has_not_used_are_refused(
    small_home: Home,
) -> None:
    with pytest.raises(NotComputed, match="the last ones were for 2026-10-23"):
        rules.counted(small_home, "aum > 1", as_of=date(2026, 10, 22))
    with pytest.raises(Refused, match="has not used the policy 'other'"):
        rules.counted(small_home, "aum > 1", as_of=AS_OF, policy="other")
    with pytest.raises(RuleError, match="yes or no is needed"):
        rules.counted(small_home, "aum + 1", as_of=AS_OF)


def ask(home: Home, question: str, **params: Any) -> dict[str, Any]:
    return questions.answer(home, question, params)


def test_the_worker_says_what_is_wrong_where_and_counts_segments_within_segments(
    small_home: Home,
) -> None:
    wrong = ask(small_home, "rule_check", expression="aum > 1 and aum_mnth_avg > 2")
    assert not wrong["valid"]
    problem = wrong["problem"]
    assert "aum > 1 and aum_mnth_avg > 2"[problem["start"] : problem["end"]] == "aum_mnth_avg"
    assert problem["next_step"] == "Did you mean 'aum_month_avg'?"
    segments = {"rich": "aum > 1000000", "rich savers": "segment('rich') and has('term_deposit')"}
    asked = {"expression": "not segment('rich savers')", "segments": segments}
    assert ask(small_home, "rule_check", **asked)["segments"] == ["rich savers", "rich"]
    count = ask(small_home, "rule_count", as_of=AS_OF.isoformat(), **asked)
    plain = "not (aum > 1000000 and has('term_deposit'))"
    same = ask(small_home, "rule_count", as_of=AS_OF.isoformat(), expression=plain)
    assert (count["true"], count["unknown"]) == (same["true"], same["unknown"])
    assert 0 < count["true"] < count["customers"]


def test_tags_that_nobody_handed_in_are_unknown_with_the_reason(small_home: Home) -> None:
    asked = {"expression": "tag('vip')", "tags": ["vip"], "as_of": AS_OF.isoformat()}
    found = ask(small_home, "rule_count", **asked)
    assert found["unknown"] == found["customers"]
    assert [one["column"] for one in found["missing"]] == ["tags"]
