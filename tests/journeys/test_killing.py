"""`make run` under attack: any process, or all of them, may be killed at any moment."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from tests.journeys.conftest import free_port, ready_address
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey


def start(var, port):
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL", "AREBA_VAR"}
    }
    return subprocess.Popen(
        [sys.executable, "-m", "marketplace.embedded"],
        cwd=settings.BASE_DIR,
        env=environment | {"AREBA_VAR": str(var), "PORT": str(port), "SAMPLE_WORLD": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def children_of(pid):
    """List the processes below one, its own children first."""
    below = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
            below += map(int, task.read_text().split())
    return below + [grandchild for child in below for grandchild in children_of(child)]


def named(pid, *words):
    """Find the process below one whose command line holds all the words."""
    for child in children_of(pid):
        command = Path(f"/proc/{child}/cmdline").read_bytes().decode(errors="replace")
        if all(word in command for word in words):
            return child
    raise AssertionError(words)


def register(address, number):
    with (visitor := Visitor(address)).http:
        visitor.sign_in(f"kept{number}@example.com", to="/operations/register/")
        page = visitor.fill(
            having="municipality",
            name=f"残る農園{number}",
            sector="AGRICULTURE",
            products="米",
            prefecture="15",
        )
        assert page.url.path == "/me/"


def is_kept(address, number):
    with (visitor := Visitor(address)).http:
        visitor.sign_in(f"kept{number}@example.com")
        return f"残る農園{number}" in visitor.page.text


def answers(address):
    try:
        with Visitor(address).http as http:
            return http.get("/healthz").status_code == 200
    except httpx.HTTPError:
        return False


def wait_until(holds, seconds=30):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.1)
    return False


def test_nothing_acknowledged_is_lost_whatever_is_killed(tmp_path):
    port = free_port()
    areba = start(tmp_path, port)
    try:
        address = ready_address(areba)
        register(address, 1)

        # One after the other: each is started again, and the site answers again.
        for words in (("granian",), ("valkey-server",), ("postgres", "-D")):
            os.kill(named(areba.pid, *words), signal.SIGKILL)
            assert wait_until(lambda: answers(address)), words
        assert wait_until(lambda: is_kept_again(address))

        # All of it at once: the next start is at once, and finds everything.
        for pid in [areba.pid, *children_of(areba.pid)]:
            with suppress(ProcessLookupError):  # gone with its parent already
                os.kill(pid, signal.SIGKILL)
        areba.wait()
        areba.stdout.close()
        areba = start(tmp_path, port)
        address = ready_address(areba)
        assert is_kept(address, 1)
        pids = children_of(areba.pid)
    finally:
        areba.send_signal(signal.SIGTERM)
        areba.wait(60)
        areba.stdout.close()

    # And asked to end, it ends every process that it started.
    assert wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), 10)


def is_kept_again(address):
    """Ask until Postgres is back for every connection of the pool."""
    try:
        return is_kept(address, 1)
    except (AssertionError, httpx.HTTPError):
        return False
