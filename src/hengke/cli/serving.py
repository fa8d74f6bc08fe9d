"""`hengke serve` and `hengke worker`: the workbench and the process that holds the engine."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from hengke.cli.options import HomePath, opened
from hengke.cli.output import note
from hengke.kernel.errors import Refused

if TYPE_CHECKING:
    from hengke.pipelines.home import Home

HOST, PORT = "127.0.0.1", 8000
LOOPBACK = ("127.0.0.1", "localhost", "::1")
TERMINATED = 143
WEB_STOP_SECONDS = 5  # for pages that are being made; then their process is ended
WORKER_START_SECONDS, WORKER_STOP_SECONDS = 30.0, 10.0

Host = Annotated[str, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")]


def serve(
    home: HomePath = None,
    host: Host = HOST,
    port: Port = PORT,
    processes: Annotated[int, typer.Option("--processes", min=1, help="Web processes.")] = 1,
    threads: Annotated[int, typer.Option("--threads", min=1, help="Threads of each.")] = 4,
    with_worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Also start the resident worker.")
    ] = True,
) -> None:
    """Serve the workbench, with the resident worker beside it, until Ctrl-C."""
    serve_home(
        opened(home), host=host, port=port, processes=processes, threads=threads,
        with_worker=with_worker,
    )  # fmt: skip


def worker(
    home: HomePath = None,
    beside: Annotated[bool, typer.Option("--beside", hidden=True)] = False,
) -> None:
    """Run the resident worker alone: it holds the engine and answers the workbench's questions."""
    from hengke.pipelines import resident

    place = opened(home)
    if beside:
        threading.Thread(target=end_with_the_server, daemon=True).start()
    note(f"The worker answers for {place.path}  (Ctrl-C stops it)")
    resident.serve(place)


def end_with_the_server() -> None:
    """stdin ends when the server does, however it ended."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


def serve_home(
    home: Home, *, host: str, port: int, processes: int = 1, threads: int = 4, with_worker: bool
) -> None:
    """Blocks until stopped. The port is tried first: a taken one is a message, not a crash."""
    from django.core.management import call_command

    from hengke.cli import workbench

    check_port_is_free(host, port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    workbench.opened(home)
    from hengke.server.watching import counting

    call_command("check", stdout=io.StringIO())
    counting.prepare(home)
    _prepare_static_files()
    if host not in LOOPBACK and not os.environ.get("HENGKE_ALLOWED_HOSTS"):
        note("Set HENGKE_ALLOWED_HOSTS to the names under which others reach this machine.")
    from hengke.apps.audit.watching import watching

    with ExitStack() as beside:
        if with_worker:
            beside.enter_context(_worker_beside(home))
            beside.enter_context(_sender_beside(home))
        beside.enter_context(watching(home))
        note(f"The workbench is on http://{host}:{port}  (Ctrl-C stops it)")
        _web(host, port, processes=processes, threads=threads)


def _prepare_static_files() -> None:
    """Compressed and named by content, also for the first server of a new home.

    The settings were read before the files were there.
    """
    from django.conf import settings
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False


def check_port_is_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                f"Cannot listen on {host}:{port}: {error.strerror or error}.",
                next_step=f"Stop what listens there, or take another port: --port {port + 1}",
            ) from None


def _web(host: str, port: int, *, processes: int, threads: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    os.environ["HENGKE_THREADS"] = str(threads)
    server = Server(
        "hengke.server.asgi:application",
        address=host, port=port, interface=Interfaces.ASGINL, workers=processes,
        log_level=LogLevels.warning, websockets=False, workers_kill_timeout=WEB_STOP_SECONDS,
    )  # fmt: skip
    try:
        server.serve()
    except SystemExit:
        # Ctrl-C reaches the web processes too; one that ends before it is told to is no crash.
        if not server.interrupt_signal:
            raise


@contextmanager
def _sender_beside(home: Home) -> Iterator[None]:
    """Whoever sends webhooks, as a child process: a slow receiver must not hold up a page."""
    command = [sys.executable, "-m", "hengke", "webhooks", "send", "--watch", "--beside"]
    child = subprocess.Popen(
        [*command, "--home", str(home.path)], stdin=subprocess.PIPE, start_new_session=True
    )
    try:
        yield
    finally:
        _stop(child)


@contextmanager
def _worker_beside(home: Home) -> Iterator[None]:
    """A worker as a child process, unless one answers already; it ends with the server."""
    if answers(home):
        yield
        return
    command = [sys.executable, "-m", "hengke", "worker", "--beside", "--home", str(home.path)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
    try:
        _wait_for(home, child)
        yield
    finally:
        _stop(child)


def answers(home: Home) -> bool:
    from hengke.pipelines import api

    try:
        api.ask(home, "ping", timeout=2.0)
    except (Refused, OSError):
        return False
    return True


def _wait_for(home: Home, child: subprocess.Popen[bytes]) -> None:
    """The pages work without the worker, so a slow one delays nothing but its own questions."""
    deadline = time.monotonic() + WORKER_START_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            note(f"The worker ended with exit code {child.returncode}; try: hengke worker")
            return
        if answers(home):
            return
        time.sleep(0.1)
    note("The worker has not answered yet; the pages work, simulations and imports wait for it.")


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is not None:
        return
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(timeout=WORKER_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
