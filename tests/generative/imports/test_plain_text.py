"""The quick reader of delimited text and the careful one agree, cell by cell and line by line."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengke.kernel.errors import Refused
from hengke.pipelines.intake import plain_text
from hengke.pipelines.intake.mapping import Layout
from hengke.pipelines.intake.rows_of_text import delimited

CELL = st.text(alphabet="ab 1,;\"'|@\x01\x1f张\t\u2028\x0b", max_size=4)
LINE = st.lists(CELL, max_size=5)


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, Layout]:
    delimiter = draw(st.sampled_from([",", ";", "|@|", "\x01"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    header = draw(st.booleans())
    lines = draw(st.lists(LINE, max_size=12))
    text = end.join(delimiter.join(cells) for cells in lines) + draw(st.sampled_from(["", end]))
    columns = () if header else ("x", "y", "z")
    head = delimiter.join(["x", "y", "z"]) + end if header else ""
    quote = draw(st.sampled_from(['"', ""])) if len(delimiter) == 1 else ""
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
    layout = Layout(
        encoding=encoding.removesuffix("-sig"), delimiter=delimiter, quote=quote, header=header,
        columns=columns,
    )  # fmt: skip
    return (head + text).encode(encoding), layout


def read(reader, path: Path, layout: Layout):
    """Columns, (line, cells) of rows that fit, (line, cells found, text) of those that do not."""
    try:
        columns, batches = reader(path, name="f", layout=layout)
        rows, ragged = [], []
        for batch in batches:
            rows += zip(*(array.to_pylist() for array in batch.arrays()), strict=True)
            ragged += [(row.line, row.found) for row in batch.ragged]
    except Refused as refusal:
        return str(refusal)
    return columns, rows, ragged


@pytest.mark.slow_test
@settings(deadline=None, max_examples=150)
@given(files())
def test_both_readers_give_the_same_rows(file: tuple[bytes, Layout]) -> None:
    raw, layout = file
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f"
        path.write_bytes(raw)
        whole = plain_text.PIECE
        expected = read(delimited, path, layout)
        try:
            for size in (whole, 7):
                plain_text.PIECE = size
                assert read(plain_text.delimited_quickly, path, layout) == expected
        finally:
            plain_text.PIECE = whole
