"""The questions the resident worker answers, by name, and what each of them asks of the engine.

Each is answered in a process of its own, in which the engine is loaded already. Dates arrive as
text, a policy that is not named is the home's first, and an answer is one JSON object.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.pipelines import wire
from hengke.pipelines.home import Home

Answer = dict[str, Any]
PRELOADED = (
    "hengke.pipelines.tiers", "hengke.pipelines.rules", "hengke.pipelines.tagging",
    "hengke.pipelines.segment_members", "ibis.backends.duckdb", "duckdb", "pyarrow",
)  # fmt: skip


def answer(home: Home, question: str, params: Mapping[str, Any]) -> Answer:
    """Refused when there is no such question, or when it was asked with other parameters."""
    asked = QUESTIONS.get(question)
    if asked is None:
        raise Refused(
            "The worker knows no question '{question}'.", next_step=_known(), question=question
        )
    return asked(home, **params)


def summary(home: Home, *, as_of: str, policy: str | None = None) -> Answer:
    from hengke.pipelines import tiers

    return dict(tiers.summary(home, as_of=wire.day(as_of), policy=_policy(home, policy)))


def migration(
    home: Home, *, start: str, end: str, policy: str | None = None, effective: bool = False
) -> Answer:
    from hengke.pipelines import tiers

    return dict(
        tiers.migration(
            home, start=wire.day(start), end=wire.day(end), policy=_policy(home, policy),
            effective=effective,
        )
    )  # fmt: skip


def explain(
    home: Home, *, customer_id: str, as_of: str, policy: str | None = None, language: str = "zh"
) -> Answer:
    from hengke.pipelines import tiers

    return dict(
        tiers.explain(
            home, customer_id=customer_id, as_of=wire.day(as_of), policy=_policy(home, policy),
            language=language,
        )
    )  # fmt: skip


def simulate(home: Home, *, as_of: str, draft: str, policy: str | None = None) -> Answer:
    """`draft` is the text of a policy file; nothing is written."""
    from hengke.pipelines import tiers

    return dict(
        tiers.simulate(home, as_of=wire.day(as_of), policy=_policy(home, policy), draft=draft)
    )


def mappings(home: Home) -> Answer:
    from hengke.pipelines.intake import api

    return {"mappings": api.mappings(home)}


def contract(home: Home) -> Answer:
    from hengke.pipelines.intake import api

    return {"text": api.contract_text()}


def propose(home: Home, *, directory: str) -> Answer:
    """A mapping for the files of a folder, as TOML to be read and corrected."""
    from hengke.pipelines.intake import api, uploads

    with uploads.readable(home, Path(directory)) as folder:
        return {"text": api.propose(folder)}


def rule_check(
    home: Home,
    *,
    expression: str,
    segments: Mapping[str, str | None] | None = None,
    tags: Sequence[str] = (),
    name: str = "",
) -> Answer:
    """What a rule means, or what is wrong with it and where: both are answers."""
    from hengke.engine.rules.kinds import Kind
    from hengke.pipelines import rules

    return rules.examined(
        expression,
        references=_references(segments, tags),
        name=name,
        wanted=Kind.FLAG,
        currency=home.settings().currency,
    )


def rule_count(
    home: Home,
    *,
    expression: str,
    as_of: str,
    policy: str | None = None,
    segments: Mapping[str, str | None] | None = None,
    tags: Sequence[str] = (),
) -> Answer:
    """For how many customers of the last run of the day it holds."""
    from hengke.pipelines import rules

    return rules.counted(
        home,
        expression,
        as_of=wire.day(as_of),
        policy=policy,
        references=_references(segments, tags),
    )


def tag_check(home: Home, *, expression: str, as_of: str, name: str = "", **known: Any) -> Answer:
    """What the rule of a tag or segment means, or what is wrong with it and where."""
    from hengke.pipelines import tagging

    return tagging.examined(_desk(home, as_of, known), expression, name=name)


def tag_count(
    home: Home, *, expression: str, as_of: str, against: str | None = None, **known: Any
) -> Answer:
    """How many customers it holds for, and how many of them another rule holds for too."""
    from hengke.pipelines import tagging

    return tagging.counted(_desk(home, as_of, known), expression, against=against)


def tag_members(
    home: Home,
    *,
    expression: str,
    as_of: str,
    after: str = "",
    limit: int | None = None,
    **known: Any,
) -> Answer:
    """Who they are, in the order of their numbers."""
    from hengke.pipelines import tagging

    desk = _desk(home, as_of, known)
    return tagging.members(desk, expression, after=after, limit=limit)


def tag_page(
    home: Home, *, expression: str, as_of: str, limit: int, after: str = "", **known: Any
) -> Answer:
    """All of it for a page of members: what the rule means, how many, who and why."""
    from hengke.pipelines import segment_members

    desk = _desk(home, as_of, known)
    return segment_members.page(desk, expression, after=after, limit=limit)


def tag_reasons(home: Home, *, expression: str, as_of: str, **known: Any) -> Answer:
    """Why it holds or does not, for each of the customers in `within`."""
    from hengke.pipelines import tagging

    return tagging.explained(_desk(home, as_of, known), expression)


QUESTIONS: Mapping[str, Callable[..., Answer]] = {
    asked.__name__: asked
    for asked in (
        summary, migration, explain, simulate, mappings, contract, propose, rule_check, rule_count,
        tag_check, tag_count, tag_members, tag_page, tag_reasons,
    )
}  # fmt: skip


def _desk(home: Home, as_of: str, known: Mapping[str, Any]) -> Any:
    """`known`: segments, by_hand, within, without (`tagging.Known`)."""
    from hengke.pipelines.tagging import Desk, Known

    return Desk(home, wire.day(as_of), Known(**known))


def _references(segments: Mapping[str, str | None] | None, tags: Sequence[str]) -> Any:
    from hengke.engine.rules.references import References

    return References(segments=dict(segments or {}), tags=tuple(tags))


def _known() -> str:
    return sentence("It answers {questions}.", questions=", ".join(sorted(QUESTIONS)))


def _policy(home: Home, name: str | None) -> str:
    enabled = home.settings().policies
    if name is None and enabled:
        return enabled[0]
    if name not in enabled:
        raise Refused(
            "The policy '{name}' is not enabled in this home."
            if name
            else "No tier policy is enabled in this home.",
            next_step="Enabled are: {enabled}.",
            name=name,
            enabled=", ".join(enabled) or "none",
        )
    return str(name)
