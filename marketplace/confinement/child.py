"""Work on untrusted files, done in a child process that can do little harm.

The child has limits on memory, processor time, file size and open files, no network
where the kernel lets it give that up, and nothing of our environment, memory or open
files. It dies with us, and whatever it starts dies with it. It speaks one line of JSON
at a time, and nothing that it says is trusted.
"""

import json
import logging
import os
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.abc import MetaPathFinder
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from marketplace.confinement.refusal import Code, Refused

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
START = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from marketplace.confinement.child import serve; serve()"
)
# Only these run in a child, whatever it is asked for. The names of works of rooms above stand
# here and nowhere else on the ground: a child has nobody who could hand it more.
WORKS = {
    "clean_photo": "demand.details.arithmetic.photos",
    "clean_picture": "datasets.intake.arithmetic.pictures",
    "convert": "datasets.intake.arithmetic.tables",
    "gather": "datasets.intake.arithmetic.media",
    "look": "datasets.intake.arithmetic.layouts",
    "draw_looks": "datasets.measures.arithmetic.looks",
    "read_sheet": "demand.meetings.arithmetic.table_file",
    "misbehave": "marketplace.confinement.misbehaving",
}
# A child that says more than this without an end has lost its mind. In bytes.
LONGEST_WORDS = 8 * 1024**2
ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "ARROW_IO_THREADS": "1",
    # Memory that a block gave back is the next block's: handing it to the kernel in between
    # costs a tenth of the time.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_TRIM_THRESHOLD_": str(256 * 1024**2),
    "MALLOC_MMAP_THRESHOLD_": str(256 * 1024**2),
}
LAST_COMPLAINTS = 4_000
# A child that says nothing for so long is still at work, as long as it may be.
SILENCE_SECONDS = 5.0
PR_SET_PDEATHSIG = 1


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
    asked = {"work": work, "request": request, "limits": asdict(limits), "parent": os.getpid()}
    with TemporaryFile() as complaints, _child(folder, complaints) as child:
        # It may be dead already: then listening tells.
        with suppress(BrokenPipeError), child.stdin as its_ear:  # type: ignore[union-attr]
            its_ear.write(json.dumps(asked).encode())
        try:
            return _listen(child, time.monotonic() + limits.wall_seconds, report)
        except Refused as refusal:
            if refusal.code == Code.CRASHED:
                logger.warning("A child that had to %s broke: %s", work, _end_of(complaints))
            raise


@contextmanager
def _child(folder: Path, complaints: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Start a child, and see to its end."""
    child = subprocess.Popen(
        # Isolated: neither the folder it works in nor a user's own packages are imported from.
        [sys.executable, "-I", "-c", START, str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        cwd=folder,
        env=ENVIRONMENT,
        start_new_session=True,
    )
    with child:
        try:
            yield child
        finally:
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> int:
    """Kill a child with all that it has started, and tell its status."""
    if child.returncode is None:
        os.killpg(child.pid, signal.SIGKILL)
    return child.wait()


def _listen(
    child: subprocess.Popen[bytes], until: float, report: Callable[[float], None]
) -> dict[str, Any]:
    """Pass progress on until the child answers; while it is silent, say the same again.

    Raises: Refused.
    """
    reached = 0.0
    for line in _lines(child, until):
        match {"progress": reached} if line is None else _understood(line):
            case {"progress": float() | int() as share} if 0 <= share <= 1:
                report(reached := share)
            case {"has_network": bool() as has_network}:
                if has_network:
                    logger.warning("Namespaces are forbidden here: a child keeps its network.")
            case {"refused": str() as code, "where": str() as where} if code in Code:
                raise Refused(Code(code), where)
            case {"result": dict() as result}:
                return result
            case _:
                break
    raise Refused(Code.CRASHED)


def _understood(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _lines(child: subprocess.Popen[bytes], until: float) -> Iterator[bytes | None]:
    """Give what the child says, and None now and then while it says nothing.

    Raises: Refused where the child dies, or goes on past its time.
    """
    assert child.stdout is not None  # noqa: S101  a pipe was asked for
    unread = b""
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdout, selectors.EVENT_READ)
        while (left := until - time.monotonic()) > 0:
            if not ready.select(min(left, SILENCE_SECONDS)):
                yield None
                continue
            piece = os.read(child.stdout.fileno(), 65_536)
            if not piece:
                # Killed as well: it may have hung up without dying.
                raise Refused(_cause_of_death(_end(child)))
            *lines, unread = (unread + piece).split(b"\n")
            yield from lines
            if len(unread) > LONGEST_WORDS:
                raise Refused(Code.CRASHED)
    raise Refused(Code.TOO_MUCH_TIME)


def _cause_of_death(status: int) -> Code:
    deaths = {-signal.SIGXCPU: Code.TOO_MUCH_TIME, -signal.SIGXFSZ: Code.TOO_LARGE}
    return deaths.get(status, Code.CRASHED)


def _end_of(complaints: IO[bytes]) -> str:
    complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - LAST_COMPLAINTS))
    return complaints.read().decode(errors="replace").strip()


# What follows runs in the child, where coverage cannot look: its environment is empty.


def serve() -> None:  # pragma: no cover
    """Read what is asked, give up what is not needed, do the work, answer."""
    asked = json.loads(sys.stdin.buffer.read())
    sys.meta_path.insert(0, WithoutPandas())
    # The answer goes out by a door of its own: a library that prints must not spoil it.
    door = os.dup(1)
    os.dup2(2, 1)

    def say(**words: Any) -> None:
        os.write(door, json.dumps(words, ensure_ascii=False).encode() + b"\n")

    say(has_network=not _gave_up_network())
    _give_up(Limits(**asked["limits"]))
    _die_with(asked["parent"])
    say(**_outcome(asked["work"], asked["request"], lambda share: say(progress=share)))


class WithoutPandas(MetaPathFinder):  # pragma: no cover
    """Arrow looks for pandas at its first list: where there is one, that takes a second."""

    def find_spec(self, fullname: str, *_where: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(name=fullname)


def _outcome(
    work: str, request: dict[str, Any], report: Callable[[float], None]
) -> dict[str, Any]:  # pragma: no cover
    """Do a work, and put its result or what stopped it in words."""
    import errno

    try:
        do = getattr(import_module(WORKS[work]), work)
        return {"result": do(request, report=report)}
    except Refused as refusal:
        return {"refused": refusal.code, "where": refusal.where}
    except MemoryError:
        return {"refused": Code.TOO_MUCH_MEMORY, "where": ""}
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        return {"refused": Code.TOO_LARGE, "where": ""}


def _gave_up_network() -> bool:  # pragma: no cover
    """Before any library starts a thread: a process with threads may not."""
    with suppress(OSError):
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)
        return True
    return False


def _give_up(limits: Limits) -> None:  # pragma: no cover
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


def _die_with(parent: int) -> None:  # pragma: no cover
    """Be killed when the parent is: else it would write on while another takes its place."""
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("The parent died before it could be tied to.")
