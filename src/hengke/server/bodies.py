"""Requests are taken in before a thread is given to them.

A page is made by one of few threads. Where the thread itself reads the body, whoever sends a few
bytes and then nothing holds it; four such connections would stop the workbench. Here the event loop
waits for the body, with a limit between two pieces and one for the whole, and threads see whole
bodies only. Files that are larger than any form are read by the view, which asks first who sends
them: a few at once, and with the same limit between two pieces.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import IO, Any, cast

from hengke.web.uploads import EncipheredFile

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

PIECE = 1 << 16
IN_MEMORY = 1 << 16
BODY, GONE = "http.request", "http.disconnect"
TOO_SLOW = b"The request did not arrive in time.\n"


class Unfinished(ConnectionError):
    """The sender stopped before the end of the body. Readers of bodies know this kind of error."""


@dataclass(frozen=True)
class Limits:
    """Seconds between two pieces of a body and for the whole of one; bytes up to which a body is
    taken in whole; how many larger ones are read at once."""

    between: float = 10.0
    whole: float = 60.0
    form_bytes: int = 4 << 20
    large_at_once: int = 2


class BodyFirst:
    """ASGI: calls `app` when the request's body is there."""

    def __init__(self, app: App, limits: Limits) -> None:
        self._app, self._limits = app, limits
        self._large = asyncio.Semaphore(limits.large_at_once)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _announced(scope) > self._limits.form_bytes:
            async with self._large:
                await self._app(scope, self._in_time(receive), send)
        else:
            await self._taken_in(scope, receive, send)

    async def _taken_in(self, scope: Message, receive: Receive, send: Send) -> None:
        """A sender who is too slow is told; one who has gone is not answered."""
        try:
            async with asyncio.timeout(self._limits.whole):
                body = await _collected(self._in_time(receive), size=_announced(scope))
        except TimeoutError:
            await _refused(send)
        except Unfinished as error:
            if isinstance(error.__cause__, TimeoutError):
                await _refused(send)
        else:
            with body:
                await self._app(scope, _again(body, receive), send)

    def _in_time(self, receive: Receive) -> Receive:
        """Piece by piece: an error where the next one does not come, and where the sender left."""

        async def piece() -> Message:
            try:
                message = await asyncio.wait_for(receive(), self._limits.between)
            except TimeoutError as late:
                raise Unfinished("the body stopped arriving") from late
            if message["type"] == GONE:
                raise Unfinished("the sender went away")
            return message

        return piece


async def _collected(receive: Receive, *, size: int) -> IO[bytes]:
    """The body, from its beginning: small ones in memory, others on disk enciphered."""
    body = io.BytesIO() if size <= IN_MEMORY else cast("IO[bytes]", EncipheredFile())
    more = size > 0
    while more:
        message = await receive()
        body.write(message.get("body", b""))
        more = message.get("more_body", False)
    body.seek(0)
    return body


def _again(body: IO[bytes], receive: Receive) -> Receive:
    """What was taken in, as if it came now; afterwards what the server says."""
    left = True

    async def piece() -> Message:
        nonlocal left
        if not left:
            return await receive()
        found = body.read(PIECE)
        left = len(found) == PIECE
        return {"type": BODY, "body": found, "more_body": left}

    return piece


def _announced(scope: Message) -> int:
    """Bytes of the body; 0 without a size: such a request has no body for WSGI."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


async def _refused(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 408, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_SLOW})
