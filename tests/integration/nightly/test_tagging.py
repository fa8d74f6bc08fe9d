"""Tags of the small bank's night, against an independent count; questions about them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.integration.homes import AS_OF

from hengke.kernel.errors import Refused
from hengke.pipelines import questions, rules
from hengke.pipelines.answers import parquet, rows
from hengke.pipelines.home import Home

pytestmark = pytest.mark.slow_test


def gold(home: Home, name: str) -> str:
    return parquet(home.lake / rules.newest_run(home, AS_OF).gold[name])


def asked(home: Home, question: str, **params: Any) -> dict[str, Any]:
    return questions.answer(home, question, {"as_of": AS_OF.isoformat(), **params})


@pytest.mark.requirement("R033")
def test_a_night_gives_every_customer_the_tags_whose_rules_hold(small_home: Home) -> None:
    (found,) = rows(
        f"""
        SELECT count(*) AS customers,
            count(*) FILTER ((c.aum_minor >= 100000000) <> contains(t.codes, ' asset_large ')) AS a,
            count(*) FILTER ((a.recency_days <= 90) <> contains(t.codes, ' activity_active ')) AS b,
            count(*) FILTER ((a.quiet_days IS NULL) <> contains(t.unknown, ' activity_active '))
                AS c,
            count(*) FILTER (contains(t.codes, ' activity_active ')) AS active
        FROM {gold(small_home, "tags")} t JOIN {gold(small_home, "customer_records")} c
            USING (customer_id) JOIN {gold(small_home, "activity")} a USING (customer_id)
        """
    )
    assert found["active"] > 0
    assert (found["customers"], found["a"], found["b"], found["c"]) == (500, 0, 0, 0)


@pytest.mark.requirement("R023")
def test_the_catalogue_of_a_run_says_rule_version_owner_period_and_how_many(
    small_home: Home,
) -> None:
    told = rows(f"SELECT * FROM {gold(small_home, 'tag_counts')} ORDER BY rank")
    lists = rows(f"SELECT codes, unknown FROM {gold(small_home, 'tags')}")
    assert len({one["family"] for one in told}) == 5
    for one in told:
        assert None not in (one["owner"], one["valid_from"], one["policy_version"])
        if one["rule"] is None:
            assert one["customers"] is None
            continue
        assert one["sentence_zh"] != one["sentence_en"]
        for column, key in (("codes", "customers"), ("unknown", "unknown")):
            assert one[key] == sum(f" {one['code']} " in row[column] for row in lists), one["code"]


def test_two_of_an_exclusive_group_are_nobodys(small_home: Home) -> None:
    from hengke.pipelines import lake

    notes = lake.load(small_home).runs[-1].report["notes"]
    assert not [note for note in notes if note.startswith("tagging")]


@pytest.mark.requirement("R034")
def test_a_segment_of_tags_fields_and_segments_is_counted_with_its_overlap(
    small_home: Home,
) -> None:
    text = "tag('need_wealth') and not segment('small')"
    known = {"segments": {"small": "tag('asset_small') or aum < 100"}}
    found = asked(small_home, "tag_count", expression=text, against="aum >= 200000", **known)
    lists = rows(f"SELECT codes FROM {gold(small_home, 'tags')}")
    mine = [" need_wealth " in one["codes"] and " asset_small " not in one["codes"]
            for one in lists]  # fmt: skip
    assert found["true"] == sum(mine) > 0
    assert (found["customers"], found["unknown"]) == (500, 0)
    rich = rows(
        f"SELECT count(*) AS n FROM {gold(small_home, 'customer_records')} "
        "WHERE aum_minor >= 20000000"
    )
    assert found["other"] == rich[0]["n"]
    assert 0 < found["both"] <= min(found["true"], found["other"])


def test_members_come_in_order_page_by_page_and_only_those_who_are_meant(
    small_home: Home,
) -> None:
    text = "tag('asset_medium')"
    whole = asked(small_home, "tag_members", expression=text)["customers"]
    first = asked(small_home, "tag_members", expression=text, limit=10)["customers"]
    rest = asked(small_home, "tag_members", expression=text, after=first[-1])["customers"]
    assert first + rest == whole == sorted(whole)
    some = {"within": whole[:3], "without": whole[:1]}
    assert asked(small_home, "tag_members", expression=text, **some)["customers"] == whole[1:3]
    assert asked(small_home, "tag_members", expression=text, within=[])["customers"] == []


@pytest.mark.requirement("R035")
def test_why_names_the_tests_and_the_values_that_made_a_tag_true(small_home: Home) -> None:
    text = "tag('asset_medium')"
    (number,) = asked(small_home, "tag_members", expression=text, limit=1)["customers"]
    found = asked(small_home, "tag_reasons", expression=text, within=[number])["customers"]
    record = rows(
        f"SELECT aum_minor FROM {gold(small_home, 'customer_records')} WHERE customer_id = ?",
        [number],
    )
    assert found[number]["holds"] is True
    assert [one["zh"] for one in found[number]["reasons"]] == [
        "管理资产不低于100,000元", "管理资产低于1,000,000元",
    ]  # fmt: skip
    assert found[number]["reasons"][0]["values"] == {"aum": record[0]["aum_minor"]}
    assert asked(small_home, "tag_reasons", expression=text)["customers"] == {}


def test_the_page_of_a_segment_is_answered_as_its_four_questions_are(small_home: Home) -> None:
    text = "tag('asset_medium') or tag('prefers_visits')"
    first = asked(small_home, "tag_members", expression="aum > 0", limit=1)["customers"]
    known = {"by_hand": {"prefers_visits": first}, "without": first}
    after = asked(small_home, "tag_members", expression=text, limit=3, **known)["customers"][1]
    page = asked(small_home, "tag_page", expression=text, after=after, limit=5, **known)
    assert page["meaning"] == asked(small_home, "tag_check", expression=text)
    assert page["numbers"] == asked(small_home, "tag_count", expression=text, **known)
    members = asked(
        small_home, "tag_members", expression=text, after=after, limit=5, **known
    )["customers"]  # fmt: skip
    assert page["customers"] == members
    assert len(members) == 5
    why = asked(
        small_home, "tag_reasons", expression=text, within=members, by_hand=known["by_hand"]
    )  # fmt: skip
    assert page["reasons"] == why["customers"]
    wrong = asked(small_home, "tag_page", expression="aum >", limit=5)
    assert list(wrong) == ["meaning"]
    assert wrong["meaning"]["problem"]["message"]


def test_who_has_a_tag_by_hand_is_handed_in_and_nobody_else_has_it(small_home: Home) -> None:
    text = "tag('prefers_visits')"
    (number,) = asked(small_home, "tag_members", expression="aum > 0", limit=1)["customers"]
    by_hand = {"prefers_visits": [number]}
    found = asked(small_home, "tag_members", expression=text, by_hand=by_hand)
    assert found["customers"] == [number]
    nobody = asked(small_home, "tag_count", expression=text, by_hand={"prefers_visits": []})
    assert (nobody["true"], nobody["unknown"]) == (0, 0)


def test_what_is_no_rule_is_an_answer_with_its_place(small_home: Home) -> None:
    found = asked(small_home, "tag_check", expression="aum > 1 and tag('need_welth')")
    assert (found["valid"], found["problem"]["start"]) == (False, 16)
    assert "need_wealth" in found["problem"]["next_step"]
    with pytest.raises(Refused, match="no tag"):
        asked(small_home, "tag_count", expression="tag('need_welth')")
    circle = {"segments": {"a": "segment('b')", "b": "segment('a')"}}
    found = asked(small_home, "tag_check", expression="segment('b')", name="a", **circle)
    assert "circle" in found["problem"]["message"]
