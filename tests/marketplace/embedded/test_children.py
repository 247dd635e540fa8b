"""One process of ours: it says how it ended, stops when asked, and leaves nobody behind."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from marketplace.embedded import children
from marketplace.embedded.children import Child, DidNotStart


@pytest.fixture
def child(tmp_path):
    """Build a child that runs some Python; it is ended after the test."""
    built = []

    def build(code, **options):
        built.append(Child("It", [sys.executable, "-c", code], tmp_path / "log" / "it", **options))
        return built[-1]

    yield build
    for one in built:
        one.stop(0)


def is_there(pid):
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False


def wait_until(holds, seconds=10):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_one_that_ends_at_once_is_reported_with_its_last_words(child):
    one = child("raise SystemExit('the disk is full')")
    one.start()

    with pytest.raises(DidNotStart, match="It ended at once:\nthe disk is full"):
        one.await_answer(lambda: False)


def test_only_the_words_of_this_start_are_its_last_words(child):
    one = child("print('spoken')")
    one.start()
    one.process.wait()
    one.start()
    one.process.wait()

    assert one.last_words() == "spoken"


def test_a_log_that_has_grown_long_is_put_aside(child, monkeypatch):
    monkeypatch.setattr(children, "LOG_BYTES", 5)
    one = child("print('spoken')")

    for _ in range(3):
        one.start()
        one.process.wait()

    assert one.log.read_text() == "spoken\n"
    assert one.log.with_name("it.1").read_text() == "spoken\n"


def test_one_that_does_not_listen_is_ended_by_force(child):
    one = child(
        "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True);"
        "time.sleep(60)"
    )
    one.start()
    wait_until(one.said)

    one.stop(grace_seconds=0.1)

    assert one.process.returncode == -signal.SIGKILL


def test_a_new_start_first_ends_what_a_killed_one_left_of_its_own(child):
    one = child(
        "import subprocess, time;"
        "print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    )
    one.start()
    wait_until(one.said)
    grandchild = int(one.said())
    one.process.kill()
    one.process.wait()

    one.start()

    wait_until(lambda: not is_there(grandchild))


PARENT = """
import pathlib, sys, time
from marketplace.embedded.children import Child
child = Child("It", ["sleep", "60"], pathlib.Path(sys.argv[1]))
child.start()
print(child.process.pid, flush=True)
time.sleep(60)
"""


def test_a_child_does_not_outlive_its_parent(tmp_path):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "log" / "it")],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    pid = int(parent.stdout.readline())

    parent.kill()
    parent.wait()
    parent.stdout.close()

    wait_until(lambda: not is_there(pid))
