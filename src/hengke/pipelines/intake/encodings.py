"""Which encoding a file has, and where exactly it breaks the one it should have."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from itertools import chain

from hengke.kernel.errors import Refused

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
SAME = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "utf_8": "utf-8"}
SAMPLE = 1 << 20


def known_encoding(name: str) -> str | None:
    """Our name of the encoding; GBK and GB2312 are read as their superset GB18030."""
    if name == "auto":
        return name
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    return SAME.get(found, found)


def settled(sample: bytes, *, declared: str, name: str) -> str:
    """The encoding to read the whole file with; a file that contradicts the declared is refused."""
    mark = next((known for mark, known in BYTE_ORDER_MARKS if sample.startswith(mark)), "")
    if declared == "auto":
        return mark or _guessed(sample, name)
    if mark and mark != declared and not (mark == "utf-8-sig" and declared == "utf-8"):
        raise _contradiction(name, declared, mark.removesuffix("-sig"))
    if declared == "gb18030" and _is_multibyte_utf8(sample):
        raise _contradiction(name, declared, "utf-8")
    return mark or declared


def _guessed(sample: bytes, name: str) -> str:
    wide = _utf_16_without_mark(sample)  # first: its zero bytes are valid UTF-8
    if wide:
        return wide
    if _decodes(sample, "utf-8"):
        return "utf-8"
    if _decodes(sample, "gb18030") and _looks_chinese(sample.decode("gb18030", "ignore")):
        return "gb18030"
    line, byte = broken_at([sample], "utf-8") or (1, 0)
    raise Refused(
        "{name}, line {line}: byte {byte} is neither UTF-8 nor plausible GB18030.",
        next_step='Name the encoding in the mapping, for example encoding = "latin-1".',
        name=name,
        line=line,
        byte=byte,
    )


def _utf_16_without_mark(sample: bytes) -> str:
    """In UTF-16 every second byte of digits and Latin letters is zero; which tells the order."""
    even, odd = sample[0:2000:2], sample[1:2000:2]
    if odd and odd.count(0) > len(odd) // 2:
        return "utf-16-le"
    return "utf-16-be" if even and even.count(0) > len(even) // 2 else ""


def _decodes(sample: bytes, encoding: str) -> bool:
    """Whether the sample reads to its end; a character cut off at the end is no objection."""
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _is_multibyte_utf8(sample: bytes) -> bool:
    """Three or more non-ASCII characters that are all valid UTF-8 are not there by chance."""
    if not _decodes(sample, "utf-8"):
        return False
    return sum(ord(char) > 127 for char in sample.decode("utf-8", "ignore")) >= 3


def _looks_chinese(text: str) -> bool:
    """Most non-ASCII characters are common Han characters or full-width signs."""
    foreign = [char for char in text if ord(char) > 127]
    usual = sum(
        "\u4e00" <= char <= "\u9fa5" or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef"
        for char in foreign
    )
    return usual >= 0.9 * len(foreign)


def broken_at(chunks: Iterable[bytes], encoding: str) -> tuple[int, int] | None:
    """Line (from 1) and byte (from 0) of the first byte that does not belong to the encoding."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line, seen = 1, 0
    for chunk in chain(chunks, [b""]):
        held = len(decoder.getstate()[0])
        try:
            line += decoder.decode(chunk, final=not chunk).count("\n")
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(encoding, "ignore")
            return line + good.count("\n"), seen - held + error.start
        seen += len(chunk)
    return None


def _contradiction(name: str, declared: str, found: str) -> Refused:
    return Refused(
        "{name}: the mapping says {declared}, but the file is {found}.",
        next_step='Set encoding = "{found}" for this source.',
        name=name,
        declared=declared,
        found=found,
    )
