"""Why somebody is in a tier: sentences whose numbers are stored, with where they come from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.integration.homes import AS_OF, POLICY

from hengke.kernel.errors import Refused
from hengke.pipelines import lake, nightly, tiers
from hengke.pipelines.answers import rows
from hengke.pipelines.home import Home

pytestmark = pytest.mark.slow_test


def somebody(home: Home, condition: str) -> dict:
    positions = home.lake / lake.load(home).runs[-1].gold["positions"]
    return rows(f"SELECT * FROM '{positions}' WHERE {condition} ORDER BY customer_id LIMIT 1")[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_of_the_sentences_is_a_stored_one(small_home: Home, language: str) -> None:
    place = somebody(small_home, "effective_rank > 0 AND gap_to_keep_minor > 0")
    answer = tiers.explain(
        small_home,
        customer_id=place["customer_id"],
        as_of=AS_OF,
        policy=POLICY,
        language=language,
    )
    assert answer["manager"]
    assert answer["customer"]
    assert answer["numbers"]
    for number in answer["numbers"]:
        assert number["text"] in answer["manager"] + answer["customer"]


@pytest.mark.requirement("R022")
def test_an_explanation_lists_deliveries_rule_version_and_run(small_home: Home) -> None:
    place = somebody(small_home, "effective_rank > 0")
    answer = tiers.explain(small_home, customer_id=place["customer_id"], as_of=AS_OF, policy=POLICY)
    manifest = lake.load(small_home)
    told, entry = answer["lineage"], manifest.assessment(POLICY, answer["assessed_on"])
    assert entry is not None
    stored = rows(
        f"SELECT * FROM '{small_home.lake / told['file']}' WHERE customer_id = ?",
        [place["customer_id"]],
    )[0]
    assert told["run_id"] == stored["run_id"] == entry.run_id
    assert told["policy_version"] == stored["policy_version"] == answer["policy_version"]
    assert told["known_at"] == stored["known_at"] == manifest.last_batch()
    assert [one["batch"] for one in told["inputs"]] == [batch.id for batch in manifest.batches]
    files = told["inputs"][0]["files"]
    assert {"balances.parquet", "transactions.parquet"} <= {file["name"] for file in files}
    assert all(len(file["sha256"]) == 64 for file in files)


def test_an_unknown_customer_or_language_is_refused(small_home: Home) -> None:
    with pytest.raises(Refused, match="nobody"):
        tiers.explain(small_home, customer_id="nobody", as_of=AS_OF, policy=POLICY)
    place = somebody(small_home, "effective_rank > 0")
    with pytest.raises(Refused, match="'fr'"):
        tiers.explain(
            small_home,
            customer_id=place["customer_id"],
            as_of=AS_OF,
            policy=POLICY,
            language="fr",
        )


def test_a_policy_file_that_has_changed_since_explains_nothing(own_home: Home) -> None:
    place = somebody(own_home, "effective_rank > 0")
    shipped = Path(nightly.load.__code__.co_filename).parent / POLICY / "2020-01-01.toml"
    folder = own_home.tier_policies / POLICY
    folder.mkdir(parents=True)
    raised = shipped.read_text(encoding="utf-8").replace('"50000.00"', '"80000.00"')
    (folder / shipped.name).write_text(raised, encoding="utf-8")
    with pytest.raises(Refused, match="not on the shelf any more") as refusal:
        tiers.explain(own_home, customer_id=place["customer_id"], as_of=AS_OF, policy=POLICY)
    assert "hengke run" in refusal.value.next_step


def test_results_with_the_columns_of_another_release_are_refused_by_every_question(
    own_home: Home,
) -> None:
    manifest = lake.load(own_home)
    entry = manifest.assessment(POLICY, "2026-09-30")
    assert entry is not None
    place = somebody(own_home, "effective_rank > 0")
    for path in (entry.path, manifest.runs[-1].gold["positions"]):
        file = own_home.lake / path
        rest = pq.read_table(file).drop_columns(["fails_used", "aum_minor"])
        pq.write_table(rest, file)
    questions = (
        lambda: tiers.explain(
            own_home, customer_id=place["customer_id"], as_of=AS_OF, policy=POLICY
        ),
        lambda: list(tiers.radar(own_home, as_of=AS_OF, policy=POLICY)),
        lambda: tiers.summary(own_home, as_of=AS_OF, policy=POLICY),
        lambda: tiers.migration(
            own_home, start=date(2026, 9, 30), end=date(2026, 9, 30), policy=POLICY
        ),
    )
    for asked in questions:
        with pytest.raises(Refused, match="another release") as refusal:
            asked()
        assert "hengke run" in refusal.value.next_step
