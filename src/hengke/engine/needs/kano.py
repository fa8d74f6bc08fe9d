"""KANO: what paired answers to "with it" and "without it" say about a feature.

An answer is 1 to 5: like, must-be, neutral, live with, dislike. Source: Kano's evaluation table;
Better and Worse after Berger and Timko, reverse and questionable answers left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hengke.engine.needs.unknown import Unknown
from hengke.kernel.sentences import sentence
from hengke.policies.needs.scheme import Kano

ANSWERS = (1, 2, 3, 4, 5)
QUESTIONABLE = "Q"
CATEGORIES = ("M", "O", "A", "I", "R", QUESTIONABLE)
EVALUATION = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
"""A row per answer to "with it", a column per answer to "without it"."""

Counts = Mapping[tuple[int, int], int]
"""How often each pair of answers was given."""


def category(functional: int, dysfunctional: int) -> str:
    """The cell of the 5 x 5 table; answers from 1 to 5."""
    return EVALUATION[functional - 1][dysfunctional - 1]


@dataclass(frozen=True)
class Feature:
    """One feature: respondents per category, the category that counts, and both coefficients.

    `better` is how much having it pleases (0 to 1), `worse` how much lacking it displeases
    (-1 to 0), `quadrant` the category of the place that the two make.
    """

    frequencies: Mapping[str, int]
    category: str | Unknown
    better: Fraction | Unknown
    worse: Fraction | Unknown
    quadrant: str | Unknown

    @property
    def answered(self) -> int:
        return sum(self.frequencies.values())


def frequencies(counts: Counts) -> dict[str, int]:
    """Respondents per category, every category named."""
    found = dict.fromkeys(CATEGORIES, 0)
    for (functional, dysfunctional), times in counts.items():
        found[category(functional, dysfunctional)] += times
    return found


def evaluate(counts: Counts, *, policy: Kano) -> Feature:
    """One feature by itself; whether its survey may be used at all is `questionable`'s to say."""
    found = frequencies(counts)
    better, worse = _coefficients(found)
    return Feature(found, _mode(found, policy), better, worse, _quadrant(better, worse, policy))


def questionable(features: Iterable[Counts]) -> Fraction | Unknown:
    """The share of answers of a whole survey that contradict themselves."""
    found = [frequencies(one) for one in features]
    answered = sum(sum(one.values()) for one in found)
    if not answered:
        return Unknown(sentence("nobody has answered yet"))
    return Fraction(sum(one[QUESTIONABLE] for one in found), answered)


def refusal(share: Fraction | Unknown, *, policy: Kano) -> Unknown | None:
    """Why a survey's categories are not used; None where they are."""
    if isinstance(share, Unknown):
        return share
    if share <= policy.most_questionable:
        return None
    return Unknown(
        sentence(
            "{share} % of the answers contradict themselves, more than {most} %: the survey is "
            "refused",
            share=f"{float(100 * share):.1f}",
            most=f"{float(100 * policy.most_questionable):g}",
        )
    )


def _mode(found: Mapping[str, int], policy: Kano) -> str | Unknown:
    """The category named most often; of equals the one that stands first in the tie order."""
    most = max(found[name] for name in policy.tie_order)
    if not most:
        return Unknown(sentence("no answer without a contradiction"))
    return next(name for name in policy.tie_order if found[name] == most)


def _coefficients(found: Mapping[str, int]) -> tuple[Fraction | Unknown, Fraction | Unknown]:
    counted = found["A"] + found["O"] + found["M"] + found["I"]
    if not counted:
        reason = Unknown(sentence("no answer that is attractive, expected, must-be or indifferent"))
        return reason, reason
    return (
        Fraction(found["A"] + found["O"], counted),
        -Fraction(found["O"] + found["M"], counted),
    )


def _quadrant(better: Fraction | Unknown, worse: Fraction | Unknown, policy: Kano) -> str | Unknown:
    """High is from the middle on: both O, better alone A, worse alone M, neither I."""
    if isinstance(better, Unknown):
        return better
    if isinstance(worse, Unknown):
        return worse
    pleases, pains = better >= policy.middle, -worse >= policy.middle
    return {(True, True): "O", (True, False): "A", (False, True): "M", (False, False): "I"}[
        pleases, pains
    ]
