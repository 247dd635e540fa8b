"""Postgres refuses to run as root: the ways in which a child of root's comes down."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from marketplace.embedded import privileges
from marketplace.embedded.children import DidNotStart
from marketplace.embedded.daemons import running
from marketplace.embedded.privileges import NOBODY, become_nobody, enter_namespace, is_open

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root has a way down")


def who(way, *words):
    return subprocess.run(
        ["/bin/sh", "-c", *words], check=False, preexec_fn=way, capture_output=True, text=True
    )


@as_root
@pytest.mark.parametrize("way", [enter_namespace, become_nobody])
def test_a_child_that_came_down_is_nobody_and_still_enters_what_root_closed(way, tmp_path):
    if not is_open(way):
        pytest.skip("this machine forbids it")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "word").write_text("kept")

    said = who(way, f"id -u; cat {closed}/word")

    assert said.stdout == f"{NOBODY}\nkept"


@as_root
def test_where_namespaces_are_forbidden_both_services_run_all_the_same(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")
    monkeypatch.setattr(privileges, "enter_namespace", refused)

    with running(tmp_path, durable=False) as services:
        pid = services.children[0].process.pid
        status = Path(f"/proc/{pid}/status").read_text()

    assert f"Uid:\t{NOBODY}\t{NOBODY}\t{NOBODY}\t{NOBODY}" in status


ORDINARY = """
import pathlib, sys
from marketplace.embedded import running
with running(pathlib.Path(sys.argv[1]), durable=False) as services:
    print([child.is_alive for child in services.children])
"""


@as_root
def test_an_ordinary_user_runs_both_services(tmp_path):
    if not is_open(become_nobody):
        pytest.skip("this machine forbids it")
    named = ("DATABASE_URL", "REDIS_URL")

    said = subprocess.run(
        [sys.executable, "-c", ORDINARY, str(tmp_path / "var")],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in os.environ.items() if name not in named},
        check=False,
        preexec_fn=become_nobody,
        capture_output=True,
        text=True,
    )

    assert said.stdout == "[True, True]\n", said.stderr


@as_root
def test_root_without_a_way_down_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(privileges, "enter_namespace", refused)
    monkeypatch.setattr(privileges, "become_nobody", refused)

    with pytest.raises(DidNotStart, match="as an ordinary user"):
        privileges.way_down()


def test_whoever_is_not_root_needs_no_way_down(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 1000)

    assert privileges.way_down() is None


def refused():
    raise PermissionError
