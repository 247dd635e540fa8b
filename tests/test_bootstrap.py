"""The bootstrap finds an interpreter that really runs, and does nothing twice."""

import subprocess
import sys

import pytest
from django.conf import settings

import bootstrap


def test_this_python_is_usable():
    assert bootstrap.is_usable(sys.executable)


@pytest.mark.parametrize("script", ["exit 1", "echo 3.13"])
def test_a_shim_that_does_not_run_is_passed_over(tmp_path, script):
    """pyenv puts a python3.13 on the PATH that fails where no such version is chosen."""
    shim = tmp_path / "python3.13"
    shim.write_text(f"#!/bin/sh\n{script}\n")
    shim.chmod(0o755)

    usable = bootstrap.is_usable(shim)

    assert usable is (script != "exit 1")


def test_what_is_not_there_is_not_usable(tmp_path):
    assert not bootstrap.is_usable(tmp_path / "python3.13")


def test_pyenvs_versions_are_looked_through(tmp_path, monkeypatch):
    python = tmp_path / "versions" / "3.12.7" / "bin" / "python3.12"
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))

    assert str(python) in list(bootstrap.candidates())


def test_an_environment_that_is_up_to_date_is_left_alone():
    command = [sys.executable, "bootstrap.py", "dev"]
    subprocess.run(command, cwd=settings.BASE_DIR, check=True)

    again = subprocess.run(command, cwd=settings.BASE_DIR, check=True, capture_output=True)

    assert again.stdout == b""


def test_without_a_purpose_it_says_what_it_can_do():
    outcome = subprocess.run(
        [sys.executable, "bootstrap.py"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 1
    assert "bootstrap.py run" in outcome.stderr
