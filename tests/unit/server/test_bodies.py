"""Bodies are taken in before a thread is given: slow, gone and large senders hold nothing up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from hengke.server.bodies import BODY, GONE, BodyFirst, Limits, Unfinished

LIMITS = Limits(between=0.05, whole=0.2, form_bytes=1_000_000, large_at_once=2)
Pieces = Sequence[bytes | float | None]


class Reader:
    """An application that reads the whole body and counts how many of it run at once."""

    def __init__(self, *, holds: float = 0) -> None:
        self.bodies: list[bytes] = []
        self.running = self.most = 0
        self.holds = holds

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            body, more = b"", True
            while more:
                message = await receive()
                body += message.get("body", b"")
                more = message.get("more_body", False)
            await asyncio.sleep(self.holds)
            self.bodies.append(body)
            await send({"type": "http.response.start", "status": 200, "headers": []})
        finally:
            self.running -= 1


def asked(app: Reader, pieces: Pieces, *, size: int | None) -> list[int]:
    return asyncio.run(answered(BodyFirst(app, LIMITS), pieces, size=size))


async def answered(front: BodyFirst, pieces: Pieces, *, size: int | None) -> list[int]:
    """Statuses sent. A number among the pieces is a pause in seconds, None a sender who leaves."""
    coming = list(pieces)
    sent: list[int] = []

    async def receive() -> dict[str, Any]:
        while coming and isinstance(coming[0], float):
            await asyncio.sleep(coming.pop(0))  # type: ignore[arg-type]
        if not coming or coming[0] is None:
            return {"type": GONE}
        return {"type": BODY, "body": coming.pop(0), "more_body": bool(coming)}

    async def send(message: Any) -> None:
        if "status" in message:
            sent.append(message["status"])

    headers = [] if size is None else [(b"content-length", str(size).encode())]
    await front({"type": "http", "headers": headers}, receive, send)
    return sent


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 65_537, 200_000])
def test_a_body_arrives_whole_whatever_its_pieces(size: int) -> None:
    whole = bytes(at % 251 for at in range(size))
    app = Reader()
    pieces = [whole[at : at + 30_011] for at in range(0, size, 30_011)]
    assert asked(app, pieces, size=size) == [200]
    assert app.bodies == [whole]


@pytest.mark.parametrize("size", [None, 0])
def test_a_request_without_a_body_waits_for_none(size: int | None) -> None:
    app = Reader()
    assert asked(app, [b""], size=size) == [200]
    assert app.bodies == [b""]


def test_who_stops_is_told_and_no_page_is_begun() -> None:
    app = Reader()
    assert asked(app, [b"csrf", 1.0, b"rest"], size=2000) == [408]
    assert app.most == 0


def test_who_drips_is_told_when_the_whole_takes_too_long() -> None:
    app = Reader()
    drops: list[bytes | float] = [part for _ in range(20) for part in (b"a", 0.03)]
    assert asked(app, [*drops, b"z"], size=21) == [408]
    assert app.most == 0


def test_who_leaves_is_not_answered() -> None:
    app = Reader()
    assert asked(app, [b"csrf", None], size=2000) == []
    assert app.most == 0


def test_a_large_file_is_read_as_it_comes_and_a_cut_one_is_an_error() -> None:
    app = Reader()
    assert asked(app, [b"a" * 10, b"b" * 10], size=2_000_000) == [200]
    assert app.bodies == [b"a" * 10 + b"b" * 10]
    for cut in (None, 1.0):
        with pytest.raises(Unfinished):
            asked(app, [b"a" * 10, cut, b"b"], size=2_000_000)
    assert len(app.bodies) == 1


def test_few_large_files_are_read_at_once_and_forms_go_past_them() -> None:
    app = Reader(holds=0.02)

    async def together() -> list[list[int]]:
        front = BodyFirst(app, LIMITS)
        large = [answered(front, [b"x"], size=2_000_000) for _ in range(6)]
        return await asyncio.gather(*large, answered(front, [b"y"], size=1))

    assert asyncio.run(together()) == [[200]] * 7
    assert app.most == 3
    assert app.bodies.index(b"y") < 3
