"""Which columns of a file say who somebody is, and what two records must share to be compared."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from hengke.kernel.errors import Refused
from hengke.pipelines.intake.fields import Fields, nearest

SHIPPED = Path(__file__).parent / "mappings"
KINDS = ("name", "date", "id_number", "phone", "email", "number", "text")
FORMS = {"name": ("sound", "first")}
"""Further forms of a value that blocks may use: how a name sounds, and its first syllable."""
Rule = tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """One thing that records are compared by."""

    name: str
    kind: str
    column: str


@dataclass(frozen=True)
class DuplicateMapping:
    """`exact`: sharing one of these makes a pair. `blocks`: sharing one of these makes a pair worth
    comparing. `train`: pairs the weights are learnt from. `truth` is a pattern for the key."""

    name: str
    title: str
    key: str
    fields: tuple[Field, ...]
    exact: tuple[Rule, ...]
    blocks: tuple[Rule, ...]
    train: tuple[Rule, ...]
    truth: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.key, *(field.column for field in self.fields))


def find(name_or_file: str, own: Path | None = None) -> DuplicateMapping:
    """By file, by name in the bank's own folder, or by the name of a shipped one."""
    given = Path(name_or_file)
    if given.suffix == ".toml" and given.is_file():
        return read(given)
    folders = [folder for folder in (own, SHIPPED) if folder is not None]
    for folder in folders:
        if (path := folder / f"{name_or_file}.toml").is_file():
            return read(path)
    known = sorted({path.stem for folder in folders for path in folder.glob("*.toml")})
    raise Refused(
        'There is no mapping of duplicates "{mapping}". {hint}',
        next_step="Copy a shipped one to a file of your own and give its path.",
        mapping=name_or_file,
        hint=nearest(name_or_file, known),
    )


def read(path: Path) -> DuplicateMapping:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused("{file}: {error}", file=path.name, error=error) from None
    return parse(raw, place=path.name)


def parse(raw: object, *, place: str) -> DuplicateMapping:
    """A mapping whose rules name only fields that it has."""
    top = Fields(raw, place)
    fields = tuple(
        _field(name, said, place) for name, said in (top.take("fields", dict) or {}).items()
    )
    if not fields:
        raise top.refuse('"fields" is missing or empty.')
    known = {field.name for field in fields} | {
        f"{field.name}.{form}" for field in fields for form in FORMS.get(field.kind, ())
    }
    mapping = DuplicateMapping(
        name=str(top.take("name", str, Path(place).stem)),
        title=str(top.take("title", str, "")),
        key=str(top.take("key", str, "customer_id")),
        fields=fields,
        exact=_rules(top, "exact", known),
        blocks=_rules(top, "blocks", known),
        train=_rules(top, "train", known),
        truth=_pattern(top),
    )
    top.done()
    return mapping


def _field(name: str, said: object, place: str) -> Field:
    at = Fields(said, f"{place}: fields.{name}")
    kind = at.take("kind", str, "")
    if kind not in KINDS or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise at.refuse(
            '"kind" must be one of {kinds}, and a field\'s name small letters.',
            kinds=", ".join(KINDS),
        )
    field = Field(name, kind, str(at.take("column", str, name)))
    at.done()
    return field


def _rules(at: Fields, key: str, known: set[str]) -> tuple[Rule, ...]:
    rules = at.take(key, list, [])
    for rule in rules:
        for word in rule if isinstance(rule, list) and rule else [str(rule)]:
            if not isinstance(rule, list) or word not in known:
                raise at.refuse(
                    '"{key}" names "{word}", which is no field. {hint}',
                    key=key,
                    word=word,
                    hint=nearest(str(word), sorted(known)),
                )
    return tuple(tuple(rule) for rule in rules)


def _pattern(at: Fields) -> str:
    pattern = str(at.take("truth", str, ""))
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        raise at.refuse('"truth" is no pattern: {error}', error=error) from None
    if pattern and groups != 1:
        raise at.refuse('"truth" must capture one part of the key.')
    return pattern
