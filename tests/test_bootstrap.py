"""The bootstrap finds an interpreter that really runs, and does nothing twice."""

import gettext
import importlib.util
import os
import re
import shutil
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


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Load a copy that lies in a bare folder, with this environment's tools."""
    shutil.copy(settings.BASE_DIR / "bootstrap.py", tmp_path)
    spec = importlib.util.spec_from_file_location("bootstrap_copy", tmp_path / "bootstrap.py")
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    monkeypatch.setattr(copy, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(copy, "PYTHON", bootstrap.PYTHON)
    monkeypatch.setattr(copy, "UV", bootstrap.UV)
    return copy


def without_network():
    return {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "UV_OFFLINE": "1"}


def test_a_lock_is_installed_once_and_again_when_it_changes(elsewhere, tmp_path, capsys):
    lock = tmp_path / "run.txt"
    said = []

    for text in ("", "", "# another resolution\n"):
        lock.write_text(text)
        elsewhere.install(lock)
        said.append(capsys.readouterr().out)

    assert said == ["Installing run.txt …\n", "", "Installing run.txt …\n"]


def test_an_environment_that_was_cut_short_is_made_anew(tmp_path):
    """Killed before uv was in it, it would fail for ever after."""
    shutil.copy(settings.BASE_DIR / "bootstrap.py", tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)

    outcome = subprocess.run(
        [sys.executable, "bootstrap.py", "run"],
        cwd=tmp_path,
        env=without_network(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.stdout.startswith("Making .venv with ")
    assert "This failed, and said why above" in outcome.stderr


def test_without_a_python_to_run_on_it_says_what_to_install():
    outcome = subprocess.run(
        [sys.executable, "-c", "import bootstrap; bootstrap.download_python()"],
        cwd=settings.BASE_DIR,
        env=without_network(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 1
    assert "Areba needs Python 3.12, 3.13 or 3.14" in outcome.stderr


def test_a_catalogue_is_compiled_when_it_is_newer_even_with_a_fuzzy_head(elsewhere, tmp_path):
    """Babel writes fuzzy heads by itself, and leaves such catalogues out by itself."""
    written = tmp_path / "marketplace" / "locale" / "ja" / "LC_MESSAGES" / "django.po"
    written.parent.mkdir(parents=True)
    written.write_text(
        '#, fuzzy\nmsgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Needs"\nmsgstr "困りごと"\n'
    )

    elsewhere.compile_catalogues()

    with written.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Needs") == "困りごと"

    made_at = written.with_suffix(".mo").stat().st_mtime_ns
    elsewhere.compile_catalogues()
    assert written.with_suffix(".mo").stat().st_mtime_ns == made_at


def test_both_locks_pin_what_areba_runs_on_alike():
    """One environment serves both: what the tests passed on is what runs."""
    run, dev = (
        set(re.findall(r"^[\w.-]+==\S+", (settings.BASE_DIR / file).read_text(), re.MULTILINE))
        for file in ("requirements/run.txt", "requirements/dev.txt")
    )

    assert run
    assert run <= dev
