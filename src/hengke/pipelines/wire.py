"""How a client and the resident worker talk: where the socket is, and one JSON document per line.

Standard library only: the web process imports this.
"""

from __future__ import annotations

import json
import os
import socket
import stat
import traceback
from datetime import date
from pathlib import Path
from typing import Any

from hengke.kernel.errors import (
    Broken,
    Busy,
    NeedsConfirmation,
    NotComputed,
    PolicyError,
    Refused,
)
from hengke.kernel.sentences import recalled, record
from hengke.pipelines.home import Home

LONGEST_ADDRESS = 100  # bytes; the systems that we know refuse socket paths beyond 103 or 107
LONGEST_LINE = 32 * 1024**2
KINDS: dict[str, type[Refused]] = {
    kind.__name__: kind for kind in (Refused, PolicyError, NotComputed, NeedsConfirmation, Busy)
}

Document = dict[str, Any]


class Closed(Exception):
    """The other side hung up before a whole line had come."""


def fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= LONGEST_ADDRESS


def address(home: Home) -> str | None:
    """Where the worker listens; None when there is no worker.

    A home far down a tree has a path that is too long for a socket: then `worker.sock` is a file
    that holds the path of the real one.
    """
    try:
        mode = home.socket.lstat().st_mode
        if stat.S_ISSOCK(mode):
            return str(home.socket)
        return home.socket.read_text(encoding="utf-8").strip() if stat.S_ISREG(mode) else None
    except OSError:
        return None


def send(connection: socket.socket, document: Document) -> None:
    text = json.dumps(document, ensure_ascii=False, default=str)
    connection.sendall(text.encode() + b"\n")


def receive(connection: socket.socket) -> Document:
    """The next document of a connection that carries one at a time."""
    parts: list[bytes] = []
    length = 0
    while not (parts and parts[-1].endswith(b"\n")):
        part = connection.recv(65_536)
        length += len(part)
        if not part or length > LONGEST_LINE:
            raise Closed
        parts.append(part)
    document = json.loads(b"".join(parts))
    if not isinstance(document, dict):
        raise ValueError("a line holds one JSON object")
    return document


def outcome(error: Exception) -> Document:
    """A failure as it crosses the line: a refusal as itself, anything else by its kind only."""
    if isinstance(error, Refused):
        refusal = {
            "kind": type(error).__name__, "message": error.message, "next_step": error.next_step,
            "sentences": record(error.message, error.next_step),
        }  # fmt: skip
        return {"refused": refusal}
    return {"broken": type(error).__name__}


def answer_or_raise(document: Document, *, question: str) -> Document:
    """What the worker answered; what it refused is refused here, in the same words."""
    if "refused" in document:
        raise refusal(document["refused"])
    if "answer" not in document:
        raise Broken(f"the worker failed at {question} ({document.get('broken', 'no answer')})")
    return dict(document["answer"])


def refusal(told: Document) -> Refused:
    kind = KINDS.get(str(told.get("kind")), Refused)
    message, next_step = (
        recalled(str(told.get(which, "")), told.get("sentences", {}))
        for which in ("message", "next_step")
    )
    return kind(message, next_step=next_step)


def day(text: str) -> date:
    """A date that came as text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(
            "'{text}' is not a date.", next_step="Write it as 2026-10-23.", text=text
        ) from None


def where(error: Exception) -> str:
    """What a log may hold of a failure: kind and place. Its text may name a customer."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno}" for frame in reversed(frames)]
    return f"{type(error).__name__} at {' < '.join(places)}"
