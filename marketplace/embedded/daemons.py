"""The two services: started in order, stopped in the other order."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from marketplace.embedded.children import GRACE_SECONDS, Child, DidNotStart
from marketplace.embedded.postgres import DATABASE, OWNER, postgres
from marketplace.embedded.valkey import valkey


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
    var.mkdir(parents=True, exist_ok=True)
    sockets = socket_folder(var)
    # Through this name, commands run beside us find the services too.
    name = var / "sockets"
    name.unlink(missing_ok=True)
    name.symlink_to(sockets)
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
        name.unlink(missing_ok=True)
        shutil.rmtree(sockets, ignore_errors=True)


def socket_folder(var: Path) -> Path:
    """Make a private folder with a short path, the same for the same `var`.

    A socket's path has at most 107 bytes; a checkout may lie deeper.
    """
    mark = hashlib.sha256(f"{var.resolve()} {os.getuid()}".encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"areba-{mark}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.lstat().st_uid != os.getuid():
        raise DidNotStart(f"{folder} belongs to somebody else: remove it, then start again.")
    return folder


def database_url(sockets: Path) -> str:
    return f"postgres://{OWNER}@/{DATABASE}?host={quote(str(sockets))}"


def redis_url(sockets: Path) -> str:
    return f"unix://{sockets}/valkey.sock"
