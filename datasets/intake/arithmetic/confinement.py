"""Work on untrusted files, done in a child process that can do little harm.

The child has limits on memory, processor time, file size and open files, no network
where the kernel lets it give that up, nothing of our environment, and only the
folder that it is given to write in. It speaks one line of JSON at a time.
"""

import json
import os
import resource
import selectors
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from datasets.intake.arithmetic.refusal import Code, Refused

ROOT = Path(__file__).resolve().parents[3]
START = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from datasets.intake.arithmetic.confinement import serve; serve()"
)
# Only these run in a child, whatever it is asked for.
WORKS = {
    "convert": "datasets.intake.arithmetic.tables",
    "misbehave": "datasets.intake.arithmetic.misbehaving",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use. Units: bytes, seconds, files."""

    memory: int = 3 * 1024**3
    processor_seconds: int = 1_800
    wall_seconds: int = 3_600
    file_size: int = 8 * 1024**3
    open_files: int = 64


def confined(
    work: str,
    request: dict[str, Any],
    folder: Path,
    *,
    limits: Limits = Limits(),
    report: Callable[[float], None] = lambda _share: None,
) -> dict[str, Any]:
    """Have a work done in a child, and return its result.

    `report` is told the share that is done, 0–1.
    Raises: Refused, for what the work refused and for a limit that it met.
    """
    asked = json.dumps({"work": work, "request": request, "limits": asdict(limits)})
    child = subprocess.Popen(
        [sys.executable, "-c", START, str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={"LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1", "ARROW_IO_THREADS": "1"},
    )
    try:
        assert child.stdin is not None  # noqa: S101  a pipe was asked for
        child.stdin.write(asked.encode())
        child.stdin.close()
        answer = _listen(child, limits, report)
    finally:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()
    if "refused" in answer:
        raise Refused(Code(answer["refused"]), answer["where"])
    return answer


def _listen(
    child: subprocess.Popen[bytes], limits: Limits, report: Callable[[float], None]
) -> dict[str, Any]:
    """Pass progress on until the child answers. Raises: Refused where it dies instead."""
    assert child.stdout is not None  # noqa: S101  a pipe was asked for
    until, unread = time.monotonic() + limits.wall_seconds, b""
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdout, selectors.EVENT_READ)
        while (left := until - time.monotonic()) > 0 and ready.select(left):
            piece = os.read(child.stdout.fileno(), 65_536)
            if not piece:
                raise Refused(_cause_of_death(child.wait()))
            *lines, unread = (unread + piece).split(b"\n")
            for line in lines:
                said: dict[str, Any] = json.loads(line)
                if "progress" not in said:
                    return said
                report(said["progress"])
    raise Refused(Code.TOO_MUCH_TIME)


def _cause_of_death(status: int) -> Code:
    import signal

    deaths = {-signal.SIGXCPU: Code.TOO_MUCH_TIME, -signal.SIGXFSZ: Code.TOO_LARGE}
    return deaths.get(status, Code.CRASHED)


# What follows runs in the child, where coverage cannot look: its environment is empty.


def serve() -> None:  # pragma: no cover
    """Read what is asked, give up what is not needed, do the work, answer."""
    asked = json.loads(sys.stdin.buffer.read())
    # The answer goes out by a door of its own: a library that prints must not spoil it.
    door = os.dup(1)
    os.dup2(2, 1)

    def say(**words: Any) -> None:
        os.write(door, json.dumps(words).encode() + b"\n")

    _give_up(Limits(**asked["limits"]))
    try:
        module = import_module(WORKS[asked["work"]])
        result = getattr(module, asked["work"])(
            asked["request"], report=lambda share: say(progress=share)
        )
    except Refused as refusal:
        say(refused=refusal.code, where=refusal.where)
    except MemoryError:
        say(refused=Code.TOO_MUCH_MEMORY, where="")
    except OSError as error:
        import errno

        code = Code.TOO_LARGE if error.errno == errno.EFBIG else Code.CRASHED
        say(refused=code, where="")
    else:
        say(**result)


def _give_up(limits: Limits) -> None:  # pragma: no cover
    """Drop the network and bound everything else; before any library starts a thread."""
    # Forbidden in some containers: then the other limits must do.
    with suppress(OSError):
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)
    bounds = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_FSIZE: limits.file_size,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_CORE: 0,
    }
    # The soft limit's signal names the cause; at the hard one the child is just killed.
    seconds = limits.processor_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    for kind, most in bounds.items():
        resource.setrlimit(kind, (most, most))
