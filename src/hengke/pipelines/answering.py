"""Where questions are answered: one process per question, forked from one that holds the engine.

Loading the engine takes seconds, so it is loaded once, by a process that then does nothing but
fork. A question that takes too long, or that nobody waits for any more, is ended without touching
any other, and its memory goes back to the machine.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from hengke.kernel.errors import Refused
from hengke.pipelines import questions, wire
from hengke.pipelines.api import too_slow
from hengke.pipelines.home import Home

LONGEST_SECONDS = 120.0
GLANCE_SECONDS = 0.5  # how often it is looked whether the asker has hung up
log = logging.getLogger("hengke.worker")

Answering = Callable[[Home, str, Mapping[str, Any]], dict[str, Any]]


class Room:
    """Answers questions for one home, at most `slots` at a time."""

    def __init__(
        self,
        home: Home,
        *,
        answering: Answering = questions.answer,
        preload: Sequence[str] = questions.PRELOADED,
        slots: int = os.cpu_count() or 1,
    ) -> None:
        self._home, self._answering = home, answering
        self._slots = threading.BoundedSemaphore(slots)
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload([answering.__module__, *preload])

    def warm_up(self) -> None:
        """Load the engine now, not when the first person asks."""
        process = self._processes.Process(target=_nothing)
        process.start()
        process.join()

    def answer(
        self, question: str, params: Mapping[str, Any], *, seconds: float, asker: socket.socket
    ) -> wire.Document:
        """The outcome as it goes over the line. Waiting for a free slot counts as time."""
        deadline = time.monotonic() + min(seconds, LONGEST_SECONDS)
        if not self._slots.acquire(timeout=max(0.0, deadline - time.monotonic())):
            return wire.outcome(too_slow(question, seconds))
        try:
            return self._answered(question, params, seconds=seconds, deadline=deadline, asker=asker)
        finally:
            self._slots.release()

    def _answered(
        self,
        question: str,
        params: Mapping[str, Any],
        *,
        seconds: float,
        deadline: float,
        asker: socket.socket,
    ) -> wire.Document:
        mine, theirs = self._processes.Pipe(duplex=False)
        process = self._processes.Process(
            target=_answer_into, args=(theirs, self._answering, self._home, question, dict(params))
        )
        process.start()
        theirs.close()
        try:
            while (left := deadline - time.monotonic()) > 0 and not _has_hung_up(asker):
                if wait([mine], timeout=min(left, GLANCE_SECONDS)):
                    return _received(mine, question)
            return wire.outcome(too_slow(question, seconds))
        finally:
            mine.close()
            _end(process)


def _received(pipe: Connection, question: str) -> wire.Document:
    try:
        document: wire.Document = pipe.recv()
    except EOFError:  # killed from outside, or out of memory
        log.error("the process that answered %s died", question)
        return {"broken": "the process died"}
    return document


def _has_hung_up(asker: socket.socket) -> bool:
    try:
        return asker.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _end(process: BaseProcess) -> None:
    process.join(timeout=0.2)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()


def _nothing() -> None:
    """Runs in a fork; that it could be made is all that is wanted."""


def _answer_into(
    pipe: Connection, answering: Answering, home: Home, question: str, params: dict[str, Any]
) -> None:
    """Runs in a fork. Ctrl-C at the terminal is the worker's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pipe.send({"answer": answering(home, question, params)})
    except BrokenPipeError:
        return
    except Refused as refusal:
        pipe.send(wire.outcome(refusal))
    except Exception as error:
        log.error("%s broke: %s", question, wire.where(error))
        pipe.send(wire.outcome(error))
