"""From text to sqlglot's tree, under limits that hold before anything recursive begins.

The language is a small part of SQL: what is none of it is refused sign by sign, with its place.
Names of features win over SQL's own words (`state`, `date`), so that a feature can be called so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, ClassVar, NoReturn

from sqlglot import expressions as exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.parser import Parser
from sqlglot.tokens import Token, Tokenizer, TokenType

from hengke.engine.rules.errors import Place, nearest
from hengke.engine.rules.source import Source

LONGEST = 4_000
"""Signs of one expression, a line's end as one and blanks around it as none; a longer one is a list
that belongs into a segment or a tag."""
DEEPEST = 20
"""Brackets in brackets. sqlglot needs some twenty frames of Python for each."""
SIGNS = {
    TokenType.L_PAREN, TokenType.R_PAREN, TokenType.COMMA, TokenType.DASH, TokenType.PLUS,
    TokenType.STAR, TokenType.SLASH, TokenType.LT, TokenType.LTE, TokenType.GT, TokenType.GTE,
    TokenType.EQ, TokenType.NEQ, TokenType.AND, TokenType.OR, TokenType.NOT, TokenType.IN,
    TokenType.BETWEEN, TokenType.IS, TokenType.NULL, TokenType.TRUE, TokenType.FALSE,
    TokenType.NUMBER, TokenType.STRING, TokenType.VAR,
}  # fmt: skip
WORDS = ("and", "or", "not", "in", "between", "is", "null", "true", "false", "date")
PREFIXES = {TokenType.NOT, TokenType.DASH, TokenType.PLUS}
WIDE = {
    "（": "(", "）": ")", "，": ",", "＞": ">", "＜": "<", "＝": "=", "‘": "'", "’": "'", "“": "'",
    "”": "'", "≥": ">=", "≤": "<=", "≠": "<>", "×": "*", "÷": "/",
}  # fmt: skip
TENS = {"万": 10_000, "亿": 100_000_000}
BEFORE = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,8})?\s*$")
INSTEAD = {
    "like": "contains(…) or starts_with(…)", "ilike": "contains(lower(…), …)",
    "case": "and, or, coalesce", "cast": "a name of the right kind", "||": "contains(…)",
    "%": "/ and a comparison", "//": "/", "::": "a name of the right kind", "!": "not",
    "&&": "and", "||=": "or", "div": "/",
}  # fmt: skip


class _Parser(Parser):
    """No function is known to SQL here: all are ours, by name."""

    FUNCTIONS: ClassVar[Any] = {}
    FUNCTION_PARSERS: ClassVar[Any] = {}
    NO_PAREN_FUNCTIONS: ClassVar[Any] = {}
    NO_PAREN_FUNCTION_PARSERS: ClassVar[Any] = {}


class _Language(Dialect):
    """Not one of sqlglot's by name: it is given to nobody else."""

    Tokenizer = Tokenizer
    Parser = _Parser


def read(source: Source, *, names: Collection[str]) -> exp.Expr:
    """The tree of one expression; `names` are those of features and functions."""
    _check_length(source)
    tokens = _tokens(source, names)
    _check_depth(source, tokens)
    try:
        found = _Language().parser().parse(tokens, source.text)
    except (SqlglotError, RecursionError) as error:
        source.refuse(
            "The expression does not make sense here.",
            _place_of(error, source, tokens),
            next_step="Something is missing before or after this place, or stands here too much.",
        )
    if len(found) != 1 or found[0] is None:
        source.refuse("One expression is wanted, not several.")
    return found[0]


def _check_length(source: Source) -> None:
    if not source.text.strip():
        source.refuse(
            "The expression is empty.", next_step="Write one, as: aum_month_avg >= 500000"
        )
    length = len(source.text.replace("\r\n", "\n").strip())
    if length > LONGEST:
        source.refuse(
            "The expression has {length:,} characters; {most:,} are allowed.",
            Place(LONGEST, LONGEST + 1),
            next_step="Make a segment of a part of it and write segment('its name').",
            length=length,
            most=LONGEST,
        )


def _tokens(source: Source, names: Collection[str]) -> list[Token]:
    try:
        tokens = list(_Language().tokenize(source.text))
    except SqlglotError:
        place = _open_quote(source.text)
        source.refuse(
            "A text in quotes, or a remark, is not closed.",
            place,
            next_step="Write a text as: 'fund'",
        )
    return [_word(source, token, tokens[at + 1 : at + 2], names) for at, token in enumerate(tokens)]


def _word(source: Source, token: Token, after: Sequence[Token], names: Collection[str]) -> Token:
    """The token as it is meant: a name where it is one of ours. Refused where it is no sign."""
    place, text = Place(token.start, token.end + 1), token.text
    if token.token_type == TokenType.STRING:
        return token
    for sign in text:
        if sign in WIDE:
            source.refuse(
                "'{sign}' is no sign of the language.", place,
                next_step="Write {instead} instead.", sign=sign, instead=WIDE[sign],
            )  # fmt: skip
    if token.token_type == TokenType.DATE and after and after[0].token_type == TokenType.STRING:
        return token
    if text[:1] in TENS:
        _refuse_tens(source, place, text[:1])
    if token.token_type in SIGNS:
        return token
    if text.lower() in names or (text.isidentifier() and not _is_sql(text)):
        return Token(
            TokenType.VAR, text, token.line, token.col, token.start, token.end, token.comments
        )
    instead = INSTEAD.get(text.lower())
    if instead:
        source.refuse(
            "'{word}' is not part of the language.", place,
            next_step="Use {instead} instead.", word=text, instead=instead,
        )  # fmt: skip
    return source.refuse(
        "'{word}' is not part of the language.", place,
        next_step=nearest(text, [*names, *WORDS]), word=text,
    )  # fmt: skip


def _refuse_tens(source: Source, place: Place, word: str) -> NoReturn:
    """With the number that was typed before it, written out."""
    typed = BEFORE.search(source.text[: place.start])
    number = typed[0].strip() if typed else "50"
    source.refuse(
        "An amount is written in full, without '{word}'.", place,
        next_step="Write {full} for {number}{word}.", word=word, number=number,
        full=f"{Decimal(number) * TENS[word]:.10f}".rstrip("0").rstrip("."),
    )  # fmt: skip


def _is_sql(text: str) -> bool:
    return text.upper() in Tokenizer.KEYWORDS


def _open_quote(text: str) -> Place:
    at = max(text.rfind("'"), text.rfind('"'), 0)
    return Place(at, len(text))


def _check_depth(source: Source, tokens: Sequence[Token]) -> None:
    """Also `not not not …`, which needs no bracket to be deep."""
    depth = run = 0
    for token in tokens:
        opens, closes = token.token_type == TokenType.L_PAREN, token.token_type == TokenType.R_PAREN
        depth += opens - closes
        run = run + 1 if token.token_type in PREFIXES else 0
        if depth < 0:
            source.refuse(
                "A bracket is closed here that was never opened.",
                Place(token.start, token.end + 1),
                next_step="Remove it, or open it further in front.",
            )
        if max(depth, run) > DEEPEST:
            source.refuse(
                "The expression is nested more than {most} deep.",
                Place(token.start, token.end + 1),
                next_step="Remove brackets that are not needed, or make a segment of a part of it.",
                most=DEEPEST,
            )
    if depth > 0:
        source.refuse(
            "Brackets that are not closed: {count}.", Place(len(source.text) - 1, len(source.text)),
            next_step="Close them, as: (a or b) and c", count=depth,
        )  # fmt: skip


def _place_of(error: Exception, source: Source, tokens: Sequence[Token]) -> Place:
    """sqlglot tells line and column of the token's last sign."""
    told = (getattr(error, "errors", None) or [{}])[0]
    for token in tokens:
        if (token.line, token.col) == (told.get("line"), told.get("col")):
            return Place(token.start, token.end + 1)
    return Place(0, len(source.text))
