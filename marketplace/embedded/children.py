"""Child processes that never outlive their parent and say how they ended."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
PATIENCE_SECONDS = 30
GRACE_SECONDS = 10
LOG_BYTES = 10 * 1024**2
# In the environment of every process of ours: which folder it works for.
MARK = "AREBA_WORKS_FOR"


class DidNotStart(RuntimeError):
    """A service ended, or did not answer, while it was being started."""


def die_with_parent(sign: int) -> Callable[[], None]:
    """Return what a child runs first: should its parent be killed, the kernel signals it."""

    def ask() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, sign)

    return ask


class Child:
    """One process of ours with a log of its own."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        stop_signal: int = signal.SIGTERM,
        orphan_signal: int = signal.SIGTERM,
        before: Callable[[], None] | None = None,
    ) -> None:
        self.name, self.command, self.log = name, list(command), log
        self.environment = {**os.environ, **(environment or {}), MARK: str(log.parent.parent)}
        self.stop_signal, self.orphan_signal, self.before = stop_signal, orphan_signal, before
        self.process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    def start(self) -> None:
        """Start it; what a killed one left of its own children is ended first.

        A log that has grown long is put aside, in the place of the one before it.
        """
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(f"{self.log}.1")
        die = die_with_parent(self.orphan_signal)

        def first() -> None:
            if self.before:
                self.before()
            die()

        with self.log.open("ab") as log:
            self._log_start = log.tell()
            # `first` is safe in a child: nothing of ours runs threads when children start.
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=first,  # noqa: PLW1509
            )

    def await_answer(self, is_ready: Callable[[], bool]) -> None:
        """Wait until it answers. Raises: DidNotStart."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if not self.is_alive:
                raise DidNotStart(f"{self.name} ended at once:\n{self.last_words()}")
            if is_ready():
                return
            time.sleep(0.02)
        self.stop(GRACE_SECONDS)
        raise DidNotStart(f"{self.name} did not answer:\n{self.last_words()}")

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.process is not None and self.is_alive:
            self.process.send_signal(self.stop_signal)

    def stop(self, grace_seconds: float) -> None:
        """Ask it to end, wait, and end it by force when it does not."""
        if self.process is None or not self.is_alive:
            return
        self.ask_to_stop()
        try:
            self.process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def said(self) -> str:
        """Read what it wrote since it was last started."""
        with self.log.open(errors="replace") as log:
            log.seek(self._log_start)
            return log.read()

    def last_words(self, lines: int = 15) -> str:
        return "\n".join(self.said().splitlines()[-lines:])


def end_leftovers(var: Path) -> None:
    """End what a killed supervisor left behind: whoever still works for its folder.

    Only whoever holds the folder may ask for this.
    """
    mark = f"{MARK}={var}\0".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            is_left = mark in (process / "environ").read_bytes() + b"\0"
        except OSError:  # it is gone, or somebody else's
            continue
        if is_left and int(process.name) != os.getpid():
            with suppress(ProcessLookupError):
                os.kill(int(process.name), signal.SIGKILL)
