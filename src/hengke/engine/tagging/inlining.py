"""Rules that name tags: each name stands for the rule of that tag, as a segment's does."""

from __future__ import annotations

from collections.abc import Mapping

from hengke.engine.rules.tree import Member, Node, Segment, mapped

TAGS = "tags"


def inlined(tree: Node, rules: Mapping[str, Node]) -> Node:
    """The tree with the rule of every tag in its place. What has no rule stays a question to the
    customer's set of tags: those that people give by hand."""
    if isinstance(tree, Member) and tree.column == TAGS and tree.code in rules:
        return Segment(tree.code, rules[tree.code])
    return mapped(tree, lambda child: inlined(child, rules))


def titled(tree: Node, titles: Mapping[str, str]) -> Node:
    """The tree as it is told to people: tags by their titles."""
    if isinstance(tree, Member) and tree.column == TAGS:
        return Member(TAGS, titles.get(tree.code, tree.code))
    return mapped(tree, lambda child: titled(child, titles))
