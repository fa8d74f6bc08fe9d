"""The catalogue as rows, for the command, for docs/features.md, and for completion on pages."""

from __future__ import annotations

from typing import Any

from hengke.engine.rules.catalogue import FRESHNESS, GRAIN, Catalogue, Feature
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.functions import FUNCTIONS
from hengke.engine.rules.kinds import Kind

UNITS = {
    Kind.MONEY: "yuan", Kind.RATIO: "part of one", Kind.COUNT: "number", Kind.DATE: "day",
    Kind.TEXT: "", Kind.FLAG: "yes or no",
}  # fmt: skip
HEADER = """\
# Features: what a rule may name

Written by `python -m tools.write_features` from `src/hengke/engine/rules/features.py`; not edited
by hand. One value per customer and run. Money is written in yuan (units of the home's currency), a
ratio as a part of one (0.1 is 10 %). Where a value is unknown, a comparison with it is unknown too.
The language itself: [capabilities/rules.md](capabilities/rules.md).
"""


def feature_rows(catalogue: Catalogue = CATALOGUE) -> list[dict[str, Any]]:
    return [_row(one) for one in catalogue.features.values()]


def function_rows() -> list[dict[str, str]]:
    return [
        {
            "name": one.name, "form": one.form, "gives": "as given" if one.gives in _OPEN else
            str(one.gives), "zh": one.zh, "en": one.en,
        }
        for one in FUNCTIONS.values()
    ]  # fmt: skip


def page(catalogue: Catalogue = CATALOGUE) -> str:
    """docs/features.md."""
    features = [
        _line(f"`{row['name']}`", row["type"], row["unit"], row["zh"], row["en"],
              row["data_class"], row["freshness"], f"`{row['source']}`", _words(row))
        for row in feature_rows(catalogue)
    ]  # fmt: skip
    functions = [
        _line(f"`{row['form']}`", row["gives"], row["zh"], row["en"]) for row in function_rows()
    ]
    return "\n".join(
        [
            HEADER,
            _line("name", "type", "unit", "中文", "meaning", "class", "fresh", "from", "words"),
            _line(*["---"] * 9),
            *features,
            "\n## Functions\n",
            _line("function", "gives", "中文", "meaning"),
            _line(*["---"] * 4),
            *functions,
            "",
        ]
    )


_OPEN = (Kind.NUMBER, Kind.NULL)


def _row(feature: Feature) -> dict[str, Any]:
    return {
        "name": feature.name,
        "type": str(feature.kind),
        "unit": feature.unit or UNITS[feature.kind],
        "zh": feature.zh,
        "en": feature.en,
        "grain": GRAIN,
        "data_class": feature.data_class,
        "freshness": FRESHNESS[feature.freshness][1],
        "source": f"{feature.source}.{feature.read_from}",
        "choices": dict(feature.choices or {}),
        "formerly": list(feature.formerly),
    }


def _words(row: dict[str, Any]) -> str:
    told = [f"{word} {zh}" if word != zh else word for word, zh in row["choices"].items()]
    former = [f"formerly `{name}`" for name in row["formerly"]]
    return "; ".join([", ".join(told), *former] if told else former)


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
