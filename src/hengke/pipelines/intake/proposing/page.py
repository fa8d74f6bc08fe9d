"""The proposed mapping file: sources, tables and column rules, each doubt marked with `# ?`."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

from hengke.kernel.errors import Broken, Refused
from hengke.kernel.sentences import sentence, together
from hengke.pipelines.intake import mapping_file
from hengke.pipelines.intake.headings import shown
from hengke.pipelines.intake.mapping import Layout
from hengke.pipelines.intake.proposing.codes import CURRENCIES
from hengke.pipelines.intake.proposing.controls import Found, control_of
from hengke.pipelines.intake.proposing.groups import Group, Unread, grouped
from hengke.pipelines.intake.proposing.matching import (
    customer_list,
    planned,
    profiles_of,
    why_not,
)
from hengke.pipelines.intake.proposing.rules import quoted
from hengke.pipelines.intake.proposing.tables import Source, product_rows, table_lines
from hengke.pipelines.intake.shown_values import loose

MOST_VALUES = 3
SHOWN = 5  # files that the refusal names
HEAD = """\
# Proposed from the files of {folder}. Lines with "# ?" are guesses: correct them, then try
#   hengke import {folder} --mapping THIS_FILE --check
# What can be filled: hengke mapping contract. Tables are added to and corrected by key; where every
# delivery shows the whole table, write mode = "full" below its name.
name = {name}
title = {title}
currency = {currency}
# policy = "standard_month_average"  # the tier policy that this bank's home enables
"""


def propose(directory: Path) -> str:
    """A mapping file for the folder; `import --check` reads it as it is."""
    folder = Path(directory)
    if not folder.is_dir():
        raise Refused(
            "There is no folder {folder}.", next_step="Name the delivery's folder.", folder=folder
        )
    groups, unread = grouped(folder)
    sources = _with_customers([_source_of(group) for group in groups])
    for source in sources:
        if not source.tables and source.group.sample.layout.kind != "fixed":
            reason = why_not(source.profiles)
            unread += [Unread(file, reason) for file in source.group.files]
    sources = [s for s in sources if s.tables or s.group.sample.layout.kind == "fixed"]
    if not sources:
        _refuse(folder, unread)
    controls = {s.group.name: control_of(folder, s.group) for s in sources}
    explained = {file for found in controls.values() if found for file in found.files}
    unread = [one for one in unread if one.name not in explained]
    text = _written(folder, sources, unread, controls)
    _check(text)
    return text


def _source_of(group: Group) -> Source:
    profiles = profiles_of(group.sample)
    return Source(group, profiles, planned(profiles))


def _with_customers(sources: list[Source]) -> list[Source]:
    """Where no file plainly lists customers, those that name each customer once are taken."""
    if any(source.table("customers") for source in sources):
        return sources
    return [
        source if source.tables else replace(source, tables=customer_list(source.profiles))
        for source in sources
    ]


def _refuse(folder: Path, unread: list[Unread]) -> None:
    reasons = [sentence("{file}: {reason}", file=one.name, reason=one.reason) for one in unread]
    raise Refused(
        "No mapping can be proposed for {folder}. {reasons}",
        next_step="Write one by hand: `hengke mapping contract` prints what can be filled; a "
        "shipped one is a pattern.",
        folder=folder.name,
        reasons=together(reasons[:SHOWN]) if reasons else sentence("It has no files."),
    )


def _check(text: str) -> None:
    try:
        mapping_file.parse(text, place="the proposed mapping")
    except Refused as refusal:
        raise Broken(f"a proposed mapping cannot be read: {refusal}") from refusal


def _written(
    folder: Path, sources: list[Source], unread: list[Unread], controls: dict[str, Found | None]
) -> str:
    name = re.sub(r"\W+", "_", folder.resolve().name.lower()).strip("_") or "mybank"
    currency, guessed = _currency(sources)
    head = HEAD.format(
        folder=folder.name, name=quoted(name), title=quoted(f"{folder.resolve().name} (proposed)"),
        currency=quoted(currency) + ("  # ?" if guessed else ""),
    )  # fmt: skip
    blocks = [head, *product_rows(sources, currency)]
    blocks += [
        _source(source, sources, currency, controls[source.group.name]) for source in sources
    ]
    blocks += [
        f"[[ignored]]\nfiles = [{quoted(file.name)}]\nreason = {quoted(file.reason)}  # ?\n"
        for file in unread
    ]
    return "\n".join(blocks)


def _currency(sources: list[Source]) -> tuple[str, bool]:
    """The most frequent currency of all files; yuan when none is named."""
    counts: Counter[str] = Counter()
    for source in sources:
        for table in source.tables:
            if "currency" in table.columns:
                codes = source.profiles[table.columns["currency"]].values
                counts.update(CURRENCIES.get(code.lower(), code) for code in codes)
    known = [code for code, _ in counts.most_common() if re.fullmatch("[A-Z]{3}", code)]
    return (known[0], False) if known else ("CNY", True)


def _source(source: Source, sources: list[Source], currency: str, control: Found | None) -> str:
    group = source.group
    lines = [
        "[[sources]]",
        f"name = {quoted(group.name)}",
        f"files = [{', '.join(map(quoted, group.globs))}]",
        *_layout(group.sample.layout),
        *(f"# ? {doubt}" for doubt in group.sample.doubts),
        *(control.lines if control else ()),
    ]
    for table in source.tables:
        lines += table_lines(table, source, sources, currency)
    if not source.tables:
        lines += _skeleton(group)
    used = {header for table in source.tables for header in table.columns.values()}
    columns = group.sample.columns
    told = zip(columns, shown(columns, known=used), strict=True)
    unused = [seen for column, seen in told if column not in used]
    if unused:
        lines.append(f"# not used: {', '.join(unused)}".replace("\n", " "))
    return "\n".join(lines) + "\n"


def _skeleton(group: Group) -> list[str]:
    """Columns without names tell nothing by themselves: their first values, as far as they may be
    seen, for a person."""
    values = (
        f"#   {column}: {', '.join(dict.fromkeys(map(loose, first)))}"
        for column in group.sample.columns
        for first in [group.sample.column(column)[:MOST_VALUES]]
    )
    return [
        "# ? columns have no names: correct the widths, name them, and say what they fill:",
        '#   [[sources.tables]] with table = "..." and [sources.tables.columns]',
        *(line.replace("\n", " ") for line in values),
    ]


def _layout(layout: Layout) -> list[str]:
    """Only what differs from the defaults."""
    usual = Layout()
    lines = []
    if layout.kind == "fixed":
        lines += ['layout = "fixed"', f"widths = {list(layout.widths)}", "short_rows = true"]
    if layout.encoding != usual.encoding:
        lines.append(f"encoding = {quoted(layout.encoding)}")
    if layout.delimiter != usual.delimiter:
        lines.append(f"delimiter = {quoted(layout.delimiter)}")
    if layout.skip:
        lines.append(f"skip = {layout.skip}")
    if layout.trailing_delimiter:
        lines.append("trailing_delimiter = true")
    if not layout.header:
        lines.append("header = false")
        lines.append(f"names = [{', '.join(map(quoted, layout.columns))}]")
    return lines
