"""What a hostile file would like to do: for the tests of the confinement."""

import ctypes
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

type Request = dict[str, Any]
type Report = Callable[[float], None]


def misbehave(request: Request, *, report: Report) -> Request:
    report(0.5)
    return DEEDS[request["how"]](request, report) or {}


def hoard(request: Request, report: Report) -> Request:
    return {"hoard": len(bytearray(request["bytes"]))}


def dawdle(request: Request, report: Report) -> None:
    while True:
        pass


def talk(request: Request, report: Report) -> None:
    while True:
        report(0.5)


def boast(request: Request, report: Report) -> None:
    report(7)


def lie(request: Request, report: Report) -> None:
    for number in _ways_back():
        os.write(number, request["words"].encode())


def babble(request: Request, report: Report) -> None:
    while True:
        lie({"words": "bla" * 20_000}, report)


def fill_disk(request: Request, report: Report) -> None:
    Path("large").write_bytes(bytes(request["bytes"]))


def call_home(request: Request, report: Report) -> None:
    socket.create_connection(("127.0.0.1", request["port"]), timeout=2).close()


def crash(request: Request, report: Report) -> None:
    ctypes.string_at(0)


def hang_up(request: Request, report: Report) -> None:
    os.closerange(0, 64)
    signal.pause()


def stay(request: Request, report: Report) -> None:
    Path("pid").write_text(str(os.getpid()))
    report(0.6)
    signal.pause()


def breed(request: Request, report: Report) -> Request:
    if not (child := os.fork()):
        signal.pause()
    return {"child": child}


def look_around(request: Request, report: Report) -> Request:
    return {"names": sorted(os.environ), "files": _open_files()}


def _open_files() -> list[int]:
    return sorted(int(each.name) for each in Path("/proc/self/fd").iterdir() if each.exists())


def _ways_back() -> list[int]:
    """Find the files that lead to whoever started us, beside the ordinary three."""
    ordinary = (0, 1, 2)
    return [
        number
        for number in _open_files()
        if number not in ordinary and Path(f"/proc/self/fd/{number}").is_fifo()
    ]


DEEDS: dict[str, Callable[[Request, Report], Request | None]] = {
    "not at all": lambda _request, _report: None,
    "memory": hoard,
    "time": dawdle,
    "talk": talk,
    "boast": boast,
    "lie": lie,
    "babble": babble,
    "disk": fill_disk,
    "network": call_home,
    "crash": crash,
    "hang up": hang_up,
    "stay": stay,
    "breed": breed,
    "environment": look_around,
}
