"""A library of tags with its rules checked: names known, yes or no, no circles, sentences made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hengke.engine.rules.catalogue import Catalogue
from hengke.engine.rules.checking import Rule, check
from hengke.engine.rules.errors import RuleError
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.kinds import Kind
from hengke.engine.rules.references import References, order
from hengke.engine.rules.sentences import Language, sentence_of
from hengke.engine.rules.tree import Node, columns
from hengke.engine.tagging.inlining import TAGS, inlined, titled
from hengke.kernel.errors import PolicyError
from hengke.policies.tagging import Library, Tag


@dataclass(frozen=True)
class CheckedTag:
    """A tag with its rule: as written, and with the rules of the tags that it names in place."""

    tag: Tag
    rule: Rule
    tree: Node

    @property
    def reads(self) -> tuple[str, ...]:
        """Every feature that it depends on, also through other tags."""
        return columns(self.tree)


@dataclass(frozen=True)
class CheckedLibrary:
    """`tags` in the library's order: those with a rule. `by_hand`: the others."""

    library: Library
    tags: tuple[CheckedTag, ...]
    catalogue: Catalogue

    @property
    def by_hand(self) -> tuple[Tag, ...]:
        return self.library.by_hand

    @property
    def reads(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for one in self.tags for name in one.reads))

    @property
    def trees(self) -> dict[str, Node]:
        return {one.tag.code: one.tree for one in self.tags}

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(tag.code for tag in self.library.tags)

    def get(self, code: str) -> CheckedTag | None:
        return next((one for one in self.tags if one.tag.code == code), None)

    def titles(self, language: Language) -> dict[str, str]:
        return {tag.code: getattr(tag, language) for tag in self.library.tags}

    def sentence(self, tree: Node, language: Language, *, currency: str = "CNY") -> str:
        """A rule in words, its tags by their titles."""
        told = titled(tree, self.titles(language))
        return sentence_of(told, language, catalogue=self.catalogue, currency=currency)


def checked(library: Library, *, catalogue: Catalogue = CATALOGUE) -> CheckedLibrary:
    """Every rule read and checked; PolicyError with the file and the place in the rule.

    A rule may name other tags that have a rule; one that is given by hand is not known at night, so
    that a rule which names it is refused.
    """
    tags = {tag.code: tag for tag in library.ruled}
    by_hand = {tag.code for tag in library.by_hand}
    known = References(tags=tuple(tags))
    found: dict[str, CheckedTag] = {}
    for code in _order(tags):
        tag = tags[code]
        try:
            rule = check(str(tag.rule), catalogue=catalogue, references=known, wanted=Kind.FLAG)
        except RuleError as error:
            raise _misplaced(tag, error, by_hand=by_hand) from error
        trees = {one: found[one].tree for one in rule.tags}
        found[code] = CheckedTag(tag, rule, inlined(rule.tree, trees))
    return CheckedLibrary(library, tuple(found[tag.code] for tag in library.ruled), catalogue)


def _order(tags: Mapping[str, Tag]) -> list[str]:
    try:
        return [code for _, code in order({("tag", code): str(t.rule) for code, t in tags.items()})]
    except RuleError as error:
        raise PolicyError("{problem}", next_step=error.next_step, problem=error.message) from error


def _misplaced(tag: Tag, error: RuleError, *, by_hand: set[str]) -> PolicyError:
    named = next((code for code in by_hand if f"'{code}'" in str(error.problem)), None)
    return PolicyError(
        "{place}: the rule of tag '{code}' is wrong: {problem}",
        next_step="A tag that is given by hand cannot stand in the rule of another."
        if named
        else error.next_step or "Correct the rule.",
        place=tag.place,
        code=tag.code,
        problem=error.message,
    )


__all__ = ["TAGS", "CheckedLibrary", "CheckedTag", "checked"]
