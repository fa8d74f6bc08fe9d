"""Parts of addresses and bodies that several nouns share: keys, texts, numbers, days."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Path, Schema
from pydantic import ConfigDict

LARGEST = 2**63 - 1
PLAIN = r"^[^\x00-\x1f\x7f]*$"

Key = Annotated[str, Path(..., min_length=1, max_length=200, pattern=PLAIN)]
Number = Annotated[int, Path(..., ge=1, le=LARGEST, examples=[1])]
Word = Annotated[str, Field(max_length=100, pattern=PLAIN)]
Text = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]


class Sent(Schema):
    """A body: what it does not declare is refused, for a slip of the pen would change nothing."""

    model_config = ConfigDict(extra="forbid")
