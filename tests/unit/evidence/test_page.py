"""The page of evidence, the registry, and what a set's figures become in JSON."""

from __future__ import annotations

import numpy as np
import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines.evidence import page, registry
from hengke.pipelines.evidence.dataset import rounded
from hengke.pipelines.evidence.meanings import MEANINGS

TOLD = {
    "name": "cdnow", "rows": 2357, "seconds": 4.04, "peak_mb": 83.2,
    "metrics": {"r": 0.242595, "r_se": 0.0126, "log_likelihood": -9582.429, "q": None},
    "baseline": {"r": 0.5}, "published": {"r": 0.243},
}  # fmt: skip


def test_ours_stands_beside_plain_and_published_with_its_error_and_meaning() -> None:
    text = page.written([TOLD])
    row = next(line for line in text.splitlines() if line.startswith("| `r` |"))
    assert row.startswith("| `r` | 0.2426 ± 0.0126 | 0.5 | 0.243 | How alike customers are")
    assert "`r_se`" not in text
    assert "2,357 rows, 4.0 s, 83 MB" in text
    assert "Fader, Hardie & Lee 2005" in text
    assert "| `log_likelihood` | -9,582.4 |  |  |" in text


def test_every_set_is_found_by_its_name_and_says_what_each_published_figure_means() -> None:
    assert registry.available() == registry.NAMES
    for name in registry.available():
        data_set = registry.of(name)
        assert data_set.name == name
        assert set(data_set.published) <= set(data_set.meanings) | set(MEANINGS), name


def test_a_name_without_a_module_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "NAMES", ("cdnow", "not_yet"))
    assert registry.available() == ("cdnow",)
    with pytest.raises(Refused, match="not_yet") as refused:
        registry.checked(("not_yet",))
    assert "cdnow" in refused.value.next_step


def test_figures_are_plain_numbers_and_none_is_unknown() -> None:
    told = rounded({"a": np.float64(0.1234567891), "b": np.int64(3), "c": float("nan"), "d": None})
    assert told == {"a": 0.12345679, "b": 3, "c": None, "d": None}
    assert type(told["b"]) is int
