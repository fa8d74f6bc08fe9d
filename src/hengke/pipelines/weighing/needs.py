"""Latent needs at night: who fits a rule that concludes a need, and by which facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from hengke.engine.needs.columns import LATENT_NEEDS
from hengke.engine.needs.latent import concluding, latent
from hengke.engine.results import GOLD
from hengke.engine.rules.feature_table import Moment, features
from hengke.engine.rules.features import CATALOGUE, RECORDS
from hengke.engine.stamp import STAMP
from hengke.engine.tagging.library import CheckedTag
from hengke.kernel.errors import PolicyError
from hengke.pipelines.home import Home
from hengke.pipelines.parts import files_of
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.pipelines.weighing.tagging import library
from hengke.policies import needs as policies

NAME = "latent_needs"


def weigh(weighing: Weighing) -> None:
    """`latent_needs`: one row per customer and rule that holds."""
    rules = rules_of(weighing.home, weighing.as_of)
    if rules:
        weighing.write(NAME, latent(_features(weighing, rules), rules))
        return
    plain = {name: kind for name, kind in LATENT_NEEDS.items() if name not in STAMP}
    nobody = ibis.schema(plain).to_pyarrow().empty_table()
    weighing.write(NAME, weighing.night.catalog.given(nobody))


def rules_of(home: Home, on: date) -> tuple[CheckedTag, ...]:
    """The rules in force; PolicyError where one names a class of needs that there is not."""
    known = policies.load(on=on, own=home.needs_policies).classes
    found = concluding(library(home, on))
    for one in found:
        if one.tag.need not in known:
            raise PolicyError(
                "{place}: tag '{code}' names the class of needs '{need}', which there is not",
                next_step="The classes are: {classes}.",
                place=one.tag.place,
                code=one.tag.code,
                need=one.tag.need,
                classes=", ".join(known),
            )
    return found


def _features(weighing: Weighing, rules: Sequence[CheckedTag]) -> ir.Table:
    """What these rules read, of the results written so far."""
    night = weighing.night
    names = tuple(dict.fromkeys(name for one in rules for name in one.reads))
    needed = {RECORDS, *CATALOGUE.sources(names)} & night.gold.paths.keys()
    gold = {
        name: night.catalog.read(files_of(night.lake / night.gold.paths[name]), GOLD[name])
        for name in needed
    }
    return features(gold, names=names, moment=Moment(weighing.as_of, weighing.tier))


def _followed(home: Home, on: date) -> list[str]:
    return [
        policies.load(on=on, own=home.needs_policies).version,
        *(one.tag.version for one in rules_of(home, on)),
    ]


PART = Part("needs", _followed, weigh)
