"""What `make run` starts, in which order, and how it ends."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from marketplace.embedded.children import Child, DidNotStart, end_leftovers
from marketplace.embedded.daemons import Services, running

BASE = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
PATIENCE_SECONDS = 60
GRACE_SECONDS = 15
LETTING_GO_SECONDS = 5  # what one that was just killed needs to let go of folder and port


class Interrupted(Exception):
    """Somebody asked for the end: Ctrl-C or SIGTERM."""


def run(*, port: int) -> None:
    """Bring everything up, say so, and watch until somebody asks for the end.

    Raises: DidNotStart, Interrupted.
    """
    var = Path(os.environ.get("AREBA_VAR", BASE / "var")).resolve()
    var.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    with _alone(var):
        _free(port)
        with running(var) as services:
            _serve(port, services, var)


def _serve(port: int, services: Services, var: Path) -> None:
    environment = {
        "DATABASE_URL": services.database_url,
        # In production it follows from the names that the site answers to.
        "SITE_URL": os.environ.get("SITE_URL")
        or ("" if os.environ.get("PRODUCTION") else f"http://127.0.0.1:{port}"),
        "REDIS_URL": services.redis_url,
        # Threads that each keep an arena cost 50 MiB and gain nothing here.
        "MALLOC_ARENA_MAX": "2",
    }
    _manage(environment, "migrate", "--verbosity", "0")
    if os.environ.get("SAMPLE_WORLD", "1") == "1":
        _manage(environment, "sample_world", "--if-empty")
    # Not a migration: needs are read anew whenever the thesaurus has grown.
    _manage(environment, "index_needs")
    with _started(_programs(port, environment, var)) as programs:
        _await_ready(port, programs)
        print(f"Areba is ready at http://{HOST}:{port}", flush=True)
        _watch([*services.children, *programs])


def _interrupt(number: int, frame: object) -> None:
    # The second Ctrl-C finds the end under way; the kernel's default hastens it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Interrupted


@contextmanager
def _alone(var: Path) -> Iterator[None]:
    """Hold the folder: two at once would start two clusters on the same files.

    Raises: DidNotStart.
    """
    with (var / "lock").open("w") as lock:
        until = time.monotonic() + LETTING_GO_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise DidNotStart(
                        f"Another Areba runs on {var}: stop that one first."
                    ) from None
                time.sleep(0.1)
        end_leftovers(var)
        yield


def _free(port: int) -> None:
    """Make sure that the port can be had. Raises: DidNotStart."""
    until = time.monotonic() + LETTING_GO_SECONDS
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except PermissionError:
                raise DidNotStart(f"Port {port} cannot be had: choose one above 1023.") from None
            except OSError:
                if time.monotonic() > until:
                    raise DidNotStart(
                        f"Port {port} is in use: choose another, as in PORT={port + 1} make run."
                    ) from None
            else:
                return
        time.sleep(0.1)


def _manage(environment: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=BASE, env=os.environ | environment, check=False
    )
    if done.returncode:
        raise DidNotStart(f"`manage.py {' '.join(words)}` failed; it says why above.")


def _programs(port: int, environment: dict[str, str], var: Path) -> list[Child]:
    celery = [sys.executable, "-m", "celery", "-A", "marketplace"]
    worker = [*celery, "worker", "--loglevel=INFO", "--without-mingle", "--without-gossip"]
    commands = {
        "web": [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST),
            *("--port", str(port), "--workers", "1", "--blocking-threads", "4"),
            "marketplace.wsgi:application",
        ],
        "fast": [*worker, "--queues=fast", "--concurrency=1", "--hostname=fast@%h"],
        # One task for each child: what measuring has loaded goes with it.
        "heavy": [
            *(*worker, "--queues=heavy", "--concurrency=1", "--hostname=heavy@%h"),
            "--max-tasks-per-child=1",
        ],
        "beat": [*celery, "beat", "--loglevel=WARNING", "--schedule", str(var / "beat")],
    }
    return [
        Child(name, command, var / "log" / f"{name}.log", environment=environment)
        for name, command in commands.items()
    ]


@contextmanager
def _started(programs: list[Child]) -> Iterator[list[Child]]:
    try:
        for program in programs:
            program.start()
        yield programs
    finally:
        for program in programs:
            program.ask_to_stop()
        for program in programs:
            program.stop(GRACE_SECONDS)


def _await_ready(port: int, programs: list[Child]) -> None:
    """Wait until the site answers and both workers have said that they are ready."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        for program in programs:
            if not program.is_alive:
                raise DidNotStart(f"{program.name} ended at once:\n{program.last_words()}")
        workers = [program for program in programs if program.name in {"fast", "heavy"}]
        if _site_answers(port) and all("ready." in worker.said() for worker in workers):
            return
        time.sleep(0.1)
    raise DidNotStart("It took too long; var/log/ holds what each process said.")


def _site_answers(port: int) -> bool:
    try:
        with urlopen(f"http://{HOST}:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004
    except (URLError, OSError):
        return False


def _watch(children: list[Child]) -> None:
    """Start again whatever dies, until somebody asks for the end.

    What dies again at once is tried less and less often, up to every ten seconds.
    """
    again_at = {child.name: 0.0 for child in children}
    pause = dict.fromkeys(again_at, 0.5)
    while True:
        time.sleep(0.25)
        for child in children:
            now = time.monotonic()
            if child.is_alive:
                if now > again_at[child.name] + 30:
                    pause[child.name] = 0.5
            elif now >= again_at[child.name]:
                print(f"{child.name} ended and is started again.", flush=True)
                child.start()
                again_at[child.name] = now + pause[child.name]
                pause[child.name] = min(2 * pause[child.name], 10)
