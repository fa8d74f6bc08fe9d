"""The randomised mail: Qini within the noise of what was measured before, arms as planned."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.evidence.sets import measured

from hengke.kernel.errors import Refused


@pytest.mark.real_data
@pytest.mark.slow_test
@pytest.mark.drill_test
def test_the_mail_s_uplift_is_ranked_as_well_as_any_learner_did() -> None:
    found = measured("hillstrom")
    ours = found["metrics"]
    assert (found["rows"], ours["customers_compared"]) == (64_000, 42_693)
    assert ours["qini"] == pytest.approx(0.00363, abs=0.0005)
    assert ours["qini_se"] == pytest.approx(0.00054, abs=0.0001)
    assert ours["qini"] > found["baseline"]["qini"]
    assert ours["difference"] == pytest.approx(0.0452, abs=0.0001)
    assert ours["difference_low"] > 0.03
    assert ours["arms_chance"] > 0.001
    assert ours["largest_imbalance"] < 0.1


def test_a_test_without_a_control_is_refused(tmp_path: Path) -> None:
    head = "recency,history_segment,history,mens,womens,zip_code,newbie,channel,segment,visit,spend"
    row = "1,a,10.5,1,0,Urban,0,Web,Womens E-Mail,1,0"
    (tmp_path / "hillstrom").mkdir()
    (tmp_path / "hillstrom" / "hillstrom.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    with pytest.raises(Refused, match="no customer with segment = No E-Mail"):
        measured("hillstrom", tmp_path)
