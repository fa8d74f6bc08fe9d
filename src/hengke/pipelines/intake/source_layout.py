"""The part of a mapping that says how bytes become rows: `Layout` and `Control`."""

from __future__ import annotations

from hengke.pipelines.intake.encodings import known_encoding
from hengke.pipelines.intake.fields import Fields
from hengke.pipelines.intake.mapping import Control, Layout

KINDS = ("auto", "delimited", "fixed", "excel", "parquet")


def layout(fields: Fields) -> Layout:
    """Settings stand directly in the source; those that contradict each other are refused."""
    delimiter = fields.text("delimiter", ",")
    found = Layout(
        kind=fields.choice("layout", KINDS, "auto"),
        encoding=_encoding(fields),
        delimiter=delimiter,
        quote=fields.text("quote", '"' if len(delimiter) == 1 else ""),
        header=fields.flag("header", True),
        columns=fields.texts("names"),
        widths=fields.numbers("widths"),
        width_unit=fields.choice("width_unit", ("bytes", "characters"), "bytes"),
        short_rows=fields.flag("short_rows"),
        skip=fields.number("skip"),
        footer=fields.number("footer"),
        trailing_delimiter=fields.flag("trailing_delimiter"),
        sheet=fields.text("sheet"),
        max_expansion=fields.number("max_expansion", 200),
    )
    _check(found, fields)
    return found


def control(fields: Fields) -> Control:
    """`[sources.control]`; its file is read with the same layout settings as a source."""
    found = Control(
        files=fields.needed("files"),
        rows=fields.text("rows"),
        sum=fields.text("sum"),
        sum_of=fields.text("sum_of"),
        file_column=fields.text("file_column"),
        layout=layout(fields),
    )
    fields.done()
    if not found.rows and not found.sum:
        raise fields.refuse('it checks nothing: name the column of "rows" or of "sum".')
    if found.sum and not found.sum_of:
        raise fields.refuse('"sum" needs "sum_of": the column of the data file that is summed.')
    return found


def _encoding(fields: Fields) -> str:
    given = fields.text("encoding", "auto")
    encoding = known_encoding(given)
    if encoding is None:
        raise fields.refuse(
            '"encoding" cannot be "{given}".',
            next_step="Use auto, utf-8, gb18030, utf-16, latin-1 or another name Python knows.",
            given=given,
        )
    return encoding


def _check(found: Layout, fields: Fields) -> None:
    if not found.delimiter:
        raise fields.refuse('"delimiter" is empty.')
    if len(found.quote) > 1 or (found.quote and len(found.delimiter) > 1):
        raise fields.refuse(
            'a delimiter of several characters ("{delimiter}") cannot be combined with quotes; '
            'set quote = "".',
            delimiter=found.delimiter,
        )
    if found.kind == "fixed" and (not found.widths or len(found.widths) != len(found.columns)):
        raise fields.refuse(
            'fixed width needs as many "names" ({columns}) as "widths" ({widths}).',
            columns=len(found.columns),
            widths=len(found.widths),
        )
    if not found.header and not found.columns and found.kind != "parquet":
        raise fields.refuse('without a header "names" must list the columns in order.')
