"""What `make run` says when it cannot start: a sentence, before anything is started."""

import os
import signal
import socket
import subprocess
import sys

import pytest
from django.conf import settings

from marketplace.embedded import supervision
from marketplace.embedded.children import DidNotStart


@pytest.fixture
def var(tmp_path, monkeypatch):
    """A folder of its own, no waiting for one that was just killed, signals put back."""
    monkeypatch.setenv("AREBA_VAR", str(tmp_path))
    monkeypatch.setattr(supervision, "LETTING_GO_SECONDS", 0)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield tmp_path
    for number, answer in before.items():
        signal.signal(number, answer)


@pytest.mark.parametrize("port", ["eight", "0", "65536", "-1"])
def test_what_is_no_port_is_refused_in_a_sentence(port):
    outcome = subprocess.run(
        [sys.executable, "-m", "marketplace.embedded"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"PORT": port},
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 1
    assert outcome.stderr.startswith(f"Areba did not start. PORT={port} is no port")


def test_a_port_that_is_taken_is_said_before_anything_starts(var):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(DidNotStart, match=f"Port {port} is in use"):
            supervision.run(port=port)

    assert {path.name for path in var.iterdir()} == {"lock"}


def test_a_second_start_on_the_same_folder_is_refused(var):
    with (
        supervision._alone(var),
        pytest.raises(DidNotStart, match=f"Another Areba runs on {var}"),
    ):
        supervision.run(port=8000)


@pytest.fixture
def working_for():
    """Start a process that works for a folder; it is ended after the test."""
    started = []

    def start(folder):
        started.append(
            subprocess.Popen(
                ["sleep", "60"],
                env={"AREBA_WORKS_FOR": str(folder)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


def test_what_a_killed_one_left_is_ended_by_the_next(var, working_for):
    left, elsewhere = working_for(var), working_for(f"{var}2")

    with supervision._alone(var):
        pass

    elsewhere.terminate()
    assert left.wait(5) == -signal.SIGKILL
    assert elsewhere.wait(5) == -signal.SIGTERM, "it was ours to leave alone"
