"""A rule in words, Chinese or English: generated from the tree, never typed by anybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from hengke.engine.rules.catalogue import Catalogue, Feature
from hengke.engine.rules.features import AS_OF, CATALOGUE
from hengke.engine.rules.kinds import Kind
from hengke.engine.rules.tree import (
    Arithmetic,
    Between,
    Call,
    Column,
    Compare,
    Constant,
    Every,
    Is,
    Member,
    Node,
    Not,
    OneOf,
    Segment,
    Some,
    is_null,
)
from hengke.engine.rules.words import (
    CALLS,
    COMPARISONS,
    CURRENCIES,
    INVERSE,
    OF_DATES,
    OPERATORS,
    PHRASES,
)
from hengke.kernel.money import to_major

Language = Literal["zh", "en"]


def sentence_of(
    tree: Node, language: Language, *, catalogue: Catalogue = CATALOGUE, currency: str = "CNY"
) -> str:
    """What the rule says; every feature by its meaning. Amounts are in the home's currency."""
    return _Speaker(language, catalogue, currency).said(tree)


class _Speaker:
    def __init__(self, language: Language, catalogue: Catalogue, currency: str) -> None:
        self._language, self._catalogue, self._currency = language, catalogue, currency

    def said(self, node: Node, *, beside: Node | None = None) -> str:
        """`beside`: what a constant is compared with, which says how it is written."""
        match node:
            case Constant():
                return self._constant(node, beside)
            case Column(name=name):
                return self._meaning(name)
            case Arithmetic(operator=sign, left=left, right=right):
                parts = (self._inside(left), OPERATORS[sign], self._inside(right))
                return " ".join(parts)
            case Call(name=name, arguments=arguments):
                told = [self.said(one) for one in arguments]
                if name == "coalesce":
                    return self._first_known(told)
                return CALLS[name][self._language].format(*told)
            case Every(parts=parts):
                return self._joined(parts, "and")
            case Some(parts=parts):
                return self._joined(parts, "or")
            case Not(value=value):
                return self._not(value)
            case _:
                return self._test(node, yes=True)

    def _test(self, node: Node, *, yes: bool) -> str:
        """A test that has a short opposite."""
        suffix = "" if yes else "_not"
        match node:
            case Compare(operator=operator, left=left, right=right):
                if is_null(left) or is_null(right):
                    known = left if is_null(right) else right
                    return self._phrase("never").format(self._flat(known))
                sign = operator if yes else INVERSE[operator]
                words = OF_DATES if Kind.DATE in (left.kind, right.kind) else COMPARISONS
                form = words[sign][self._language]
                return form.format(self._flat(left, right), self._flat(right, left))
            case Between(value=value, low=low, high=high):
                sides = [self._flat(one, value) for one in (value, low, high)]
                return self._phrase(f"between{suffix}").format(*sides)
            case OneOf(value=value, choices=choices):
                listed = ("、" if self._zh else ", ").join(
                    self.said(one, beside=value) for one in choices
                )
                return self._phrase(f"in{suffix}").format(self._flat(value), listed)
            case Is(value=value, what=None):
                return self._phrase(f"unknown{suffix}").format(self._flat(value))
            case Is(value=value, what=what):
                told = self._phrase("surely" if what else "surely_not").format(self.said(value))
                return told if yes else self._phrase("not").format(told)
            case Member(column=column, code=code):
                return self._phrase(f"{column}{suffix}").format(code)
            case Segment(name=name):
                return self._phrase(f"segments{suffix}").format(name)
            case _:
                raise TypeError(type(node).__name__)

    def _not(self, value: Node) -> str:
        match value:
            case Compare() | Between() | OneOf() | Is() | Member() | Segment():
                return self._test(value, yes=False)
            case Not(value=inner):
                return self.said(inner)
            case Column(name=name):
                feature = self._feature(name)
                opposite = feature.not_zh if self._zh else feature.not_en
                if opposite:
                    return opposite
        return self._phrase("not").format(self.said(value))

    def _joined(self, parts: Sequence[Node], word: str) -> str:
        told = [
            self._phrase("brackets").format(self.said(one))
            if isinstance(one, Every | Some)
            else self.said(one)
            for one in parts
        ]
        return self._phrase(word).join(told)

    def _inside(self, node: Node) -> str:
        return self._bracketed(node, Arithmetic)

    def _flat(self, node: Node, beside: Node | None = None) -> str:
        """A side of a test; a test within a test stands in brackets."""
        kinds = (Compare, Between, OneOf, Is, Not, Every, Some)
        return self._bracketed(node, kinds, beside)

    def _bracketed(
        self, node: Node, kinds: type | tuple[type, ...], beside: Node | None = None
    ) -> str:
        told = self.said(node, beside=beside)
        return self._phrase("brackets").format(told) if isinstance(node, kinds) else told

    def _first_known(self, told: Sequence[str]) -> str:
        first, *others = told
        for other in others:
            first = self._phrase("else").format(first, other)
        return first

    def _constant(self, node: Constant, beside: Node | None) -> str:
        value = node.value
        if value is None:
            return self._phrase("null")
        if isinstance(value, bool):
            return self._phrase("true" if value else "false")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, str):
            return self._word(value, beside)
        if node.kind == Kind.MONEY:
            return self._amount(int(value))
        return self._number(value, beside)

    def _amount(self, minor: int) -> str:
        amount = to_major(minor)
        digits = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,}"
        if self._zh and self._currency in CURRENCIES:
            return f"{digits}{CURRENCIES[self._currency]}"
        return f"{self._currency} {digits}"

    def _number(self, value: int | float | Decimal, beside: Node | None) -> str:
        """Per cent beside a ratio, unless that has a unit of its own."""
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        feature = self._catalogue.get(beside.name) if isinstance(beside, Column) else None
        plain = feature is not None and feature.unit
        if beside is not None and beside.kind == Kind.RATIO and not plain:
            return f"{_plain(exact * 100)}%"
        return _plain(exact)

    def _word(self, value: str, beside: Node | None) -> str:
        feature = self._catalogue.get(beside.name) if isinstance(beside, Column) else None
        if feature is not None and feature.choices and value in feature.choices:
            return feature.choices[value] if self._zh else value
        return self._phrase("quoted").format(value)

    def _meaning(self, name: str) -> str:
        feature = self._feature(name)
        return feature.zh if self._zh else feature.en

    def _feature(self, name: str) -> Feature:
        return self._catalogue.get(name) or AS_OF

    def _phrase(self, name: str) -> str:
        return PHRASES[name][self._language]

    @property
    def _zh(self) -> bool:
        return self._language == "zh"


def _plain(value: Decimal) -> str:
    """Without an exponent and without noughts at the end."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
