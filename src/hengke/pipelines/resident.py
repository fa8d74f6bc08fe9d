"""The resident worker: one process per home that answers questions and does long jobs.

It listens on a local socket that only the home's owner may open. It holds no engine itself: that
is one room further (`answering`), so that no question and no job can take it down.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from hengke.kernel.errors import Busy
from hengke.pipelines import wire
from hengke.pipelines.answering import Room
from hengke.pipelines.home import Home, write_atomically
from hengke.pipelines.job_processes import Jobs

JOB_COMMAND = (sys.executable, "-m", "hengke", "job")
ONLY_THE_OWNER = 0o177  # umask under which the socket is made: 0600
log = logging.getLogger("hengke.worker")


def serve(home: Home, *, job_command: Sequence[str] = JOB_COMMAND) -> None:
    """Answer until SIGTERM or Ctrl-C; one worker per home."""
    with alone(home), listening(home) as listener:
        worker = Worker(home, listener, room=Room(home), jobs=Jobs(home, job_command))
        signal.signal(signal.SIGTERM, lambda *_: worker.stop())
        signal.signal(signal.SIGINT, lambda *_: worker.stop())
        worker.run()


class Worker:
    """Takes connections, each of which carries one question."""

    def __init__(self, home: Home, listener: socket.socket, *, room: Room, jobs: Jobs) -> None:
        self._home, self._listener = home, listener
        self._room, self._jobs = room, jobs
        self._stopping = threading.Event()

    def run(self) -> None:
        self._jobs.close_left_behind()
        threading.Thread(target=self._room.warm_up, daemon=True).start()
        try:
            while not self._stopping.is_set():
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()
        except OSError:
            if not self._stopping.is_set():
                raise
        finally:
            self._jobs.end_all()

    def stop(self) -> None:
        """Wakes `run`, which then ends its jobs; called from a signal or another thread."""
        self._stopping.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        with suppress(OSError), socket.socket(socket.AF_UNIX) as last_caller:
            last_caller.connect(self._listener.getsockname())  # where shutdown wakes nobody

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, wire.Closed):
            try:
                request = wire.receive(connection)
                outcome = self._outcome(request, connection)
            except (OSError, wire.Closed):
                raise
            except Exception as error:
                outcome = wire.outcome(error)
            wire.send(connection, outcome)

    def _outcome(self, request: wire.Document, connection: socket.socket) -> wire.Document:
        """The worker's own questions at once; the engine's in the room."""
        question, params = str(request["question"]), dict(request.get("params", {}))
        own = {"ping": self._ping, "start": self._start, "cancel": self._cancel}
        if question in own:
            return {"answer": own[question](params)}
        seconds = float(request.get("timeout", 30.0))
        return self._room.answer(question, params, seconds=seconds, asker=connection)

    def _ping(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"pid": os.getpid(), "home": str(self._home.path)}

    def _start(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._jobs.start(str(params["job"]), dict(params.get("params", {}))).document()

    def _cancel(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._jobs.cancel(str(params["id"])).document()


@contextmanager
def alone(home: Home) -> Iterator[None]:
    home.jobs.mkdir(mode=0o700, exist_ok=True)
    lock = FileLock(home.jobs / ".worker.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Busy(
            "A worker is running for this home already.",
            next_step="Use it, or stop it first (hengke serve starts one beside itself).",
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def listening(home: Home) -> Iterator[socket.socket]:
    """The socket in the home, or where its path is short enough, with a pointer in the home."""
    home.socket.unlink(missing_ok=True)
    folder = None if wire.fits(home.socket) else Path(tempfile.mkdtemp(prefix="hengke-"))
    place = folder / "worker.sock" if folder else home.socket
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(ONLY_THE_OWNER)
    try:
        listener.bind(str(place))
        if folder:
            write_atomically(home.socket, str(place))
    finally:
        os.umask(before)
    listener.listen()
    try:
        yield listener
    finally:
        listener.close()
        home.socket.unlink(missing_ok=True)
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
