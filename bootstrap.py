#!/usr/bin/env python3
"""Makes the environment that everything else runs in.

Runs on any Python 3.8 or newer, with nothing but the standard library.

    bootstrap.py run        .venv with what Areba runs on, and the catalogues compiled
    bootstrap.py dev        the same, with what its tests and checks need
    bootstrap.py browser    a Chromium for the tests, where this machine may install one
"""

import contextlib
import fcntl
import glob
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Iterator, Optional, Union

BASE = Path(__file__).resolve().parent
ENVIRONMENT = BASE / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
UV = ENVIRONMENT / "bin" / "uv"
VERSIONS = ("3.13", "3.12", "3.14")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main(purpose: str) -> None:
    if purpose == "browser":
        install_browser()
        return
    with one_at_a_time():
        # uv comes last: without it, a call that was cut short left half an environment.
        if not (UV.exists() and is_usable(PYTHON)):
            make_environment()
        install(BASE / "requirements" / f"{purpose}.txt")
        compile_catalogues()


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second call wait for the first: both would write to the same folder."""
    with open(BASE / ".bootstrap.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_environment() -> None:
    python = find_python() or download_python()
    print(f"Making .venv with {python} …", flush=True)
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    call(python, "-m", "venv", ENVIRONMENT)
    call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")


def find_python() -> Optional[str]:
    return next((path for path in candidates() if is_usable(path)), None)


def candidates() -> Iterator[str]:
    """Name the places where a Python that suits us may be, the likeliest first."""
    for version in VERSIONS:
        found = shutil.which(f"python{version}")
        if found:
            yield found
    yield sys.executable
    homes = [
        os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv")) + "/versions",
        os.path.expanduser("~/.local/share/uv/python"),
        "/usr/local",
        "/opt",
    ]
    for home in homes:
        for version in VERSIONS:
            yield from sorted(glob.glob(f"{home}/bin/python{version}"))
            yield from sorted(glob.glob(f"{home}/*{version}*/bin/python{version}"))


def is_usable(path: Union[str, Path]) -> bool:
    """Tell whether it runs, has a version that we support, and can make environments.

    A shim of pyenv is found on the PATH and yet fails to run, and Debian's own lacks
    ensurepip unless python3-venv is there: only a try tells.
    """
    question = (
        "import sys, ssl, venv, ensurepip;sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 15))"
    )
    try:
        tried = subprocess.run(
            [str(path), "-c", question], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    return tried.returncode == 0


def download_python() -> str:
    """Ask uv for an interpreter, where it may download one."""
    print(f"There is no Python 3.12 to 3.14 here: asking uv for {VERSIONS[0]} …", flush=True)
    with tempfile.TemporaryDirectory() as aside:
        uv = f"{aside}/bin/uv"
        try:
            # No venv for this: the Python that we run on may not be able to make one.
            call(sys.executable, "-m", "pip", "install", "--quiet", "--target", aside, "uv")
            call(uv, "python", "install", "--quiet", VERSIONS[0])
            return subprocess.check_output(
                [uv, "python", "find", VERSIONS[0]], universal_newlines=True
            ).strip()
        except subprocess.CalledProcessError:
            sys.exit(
                "Areba needs Python 3.12, 3.13 or 3.14 (on Debian with its python3-venv), and none "
                "was found: on PATH, in pyenv's versions (PYENV_ROOT), in uv's, in /usr/local or "
                "/opt. uv could not download one either. Install one, then try again."
            )


def install(lock: Path) -> None:
    """Bring the environment to what the lock says; nothing to do costs nothing."""
    stamp = ENVIRONMENT / f".{lock.stem}.installed"
    mark = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == mark:
        return
    print(f"Installing {lock.relative_to(BASE)} …", flush=True)
    words = ("install", "--quiet", "--require-hashes", "-r", lock)
    try:
        call(UV, "pip", *words, "--python", PYTHON)
    except subprocess.CalledProcessError:
        print(
            "Trying pip instead: its own settings may name a mirror or a certificate …", flush=True
        )
        call(PYTHON, "-m", "pip", "--disable-pip-version-check", *words)
    stamp.write_text(mark)


def compile_catalogues() -> None:
    """Compile each catalogue of sentences that is newer than its compiled form."""
    compiler = (PYTHON, "-m", "babel.messages.frontend", "--quiet", "compile", "--use-fuzzy")
    for written in BASE.glob("marketplace/locale/*/LC_MESSAGES/*.po"):
        compiled = written.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < written.stat().st_mtime:
            # Fuzzy ones too: Babel skips a whole catalogue whose head is marked so, and
            # `manage.py check_translations` refuses fuzzy sentences anyway.
            call(*compiler, "--input-file", written, "--output-file", compiled)


def install_browser() -> None:
    """Install Chromium and a small Japanese font, on Debian as root; elsewhere leave it be.

    Where that fails, the tests themselves say what is left out, and refuse that in CI.
    """
    if any(map(shutil.which, BROWSERS)) or os.getuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing Chromium and a Japanese font for the browser tests …", flush=True)
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    packages = ("chromium", "fonts-ipafont-gothic")
    try:
        call("apt-get", "-qq", "update", env=quiet)
        call(
            *("apt-get", "-qq", "install", "--no-install-recommends", *packages),
            env=quiet,
            stdout=subprocess.DEVNULL,
        )
    except subprocess.CalledProcessError:
        print("There is no Chromium then: apt said why above.", flush=True)


def call(*words: Union[str, Path], **options: Any) -> None:
    subprocess.run([str(word) for word in words], check=True, **options)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("run", "dev", "browser"):
        sys.exit(__doc__)
    try:
        main(sys.argv[1])
    except subprocess.CalledProcessError as failed:
        sys.exit(f"This failed, and said why above: {' '.join(failed.cmd)}")
    except PermissionError as refused:
        sys.exit(f"{refused.filename} cannot be written: is this somebody else's checkout?")
    except KeyboardInterrupt:
        sys.exit(130)
