"""Why somebody is in a tier: sentences whose numbers are stored, with where they come from."""

from __future__ import annotations

import pytest
from tests.integration.homes import AS_OF, POLICY

from hengke.kernel.errors import Refused
from hengke.pipelines import lake, tiers
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
