"""Enquiries and latent needs of the small bank's night, against an independent count."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.homes import AS_OF

from hengke.kernel.errors import PolicyError
from hengke.pipelines import lake, rules
from hengke.pipelines.answers import parquet, rows
from hengke.pipelines.home import Home
from hengke.pipelines.parts import listed
from hengke.pipelines.weighing import needs

pytestmark = pytest.mark.slow_test


def gold(home: Home, name: str) -> str:
    return parquet(home.lake / rules.newest_run(home, AS_OF).gold[name])


def silver(home: Home, name: str) -> str:
    paths = lake.silver_paths(home, lake.load(home), name)
    return f"read_parquet([{listed(paths)}])"


@pytest.mark.requirement("R078")
def test_three_enquiries_about_exchange_rates_in_thirty_days_conclude_a_need(
    small_home: Home,
) -> None:
    (found,) = rows(
        f"""
        WITH asked AS (
            SELECT customer_id, count(*) AS n FROM {silver(small_home, "digital_events")}
            WHERE kind IN ('page', 'query') AND topic IN ('exchange_rates', 'foreign_exchange')
                AND (occurred_at + INTERVAL 8 HOUR)::DATE BETWEEN
                    DATE '{AS_OF}' - 29 AND DATE '{AS_OF}'
            GROUP BY ALL),
        concluded AS (SELECT * FROM {gold(small_home, "latent_needs")}
            WHERE code = 'latent_cross_border')
        SELECT count(*) FILTER (n >= 3) AS expected, count(c.customer_id) AS concluded,
            count(*) FILTER ((n >= 3) <> (c.customer_id IS NOT NULL)) AS wrong,
            count(*) FILTER (c.facts <> format('{{{{"enquiries_fx_30d": {{}}}}}}', n)) AS lies
        FROM asked FULL JOIN concluded c USING (customer_id)
        """
    )
    assert found["expected"] == found["concluded"] > 0
    assert (found["wrong"], found["lies"]) == (0, 0)


def test_a_class_of_needs_that_there_is_not_stops_the_night_before_it_begins(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path)
    file = home.tag_policies / "latent_saving" / "2026-01-01.toml"
    file.parent.mkdir(parents=True)
    file.write_text(
        'source = "s"\nfamily = "need"\nowner = "o"\nzh = "z"\nen = "e"\n[[tags]]\n'
        'code = "latent_saving"\nzh = "z"\nen = "e"\nrule = "aum > 1"\nneed = "flying"\n'
    )
    with pytest.raises(PolicyError, match="flying"):
        needs.rules_of(home, AS_OF)
