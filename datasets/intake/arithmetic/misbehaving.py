"""What a hostile file would like to do: for the tests of the confinement."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any


def misbehave(request: dict[str, Any], *, report: Callable[[float], None]) -> dict[str, Any]:
    report(0.5)
    match request["how"]:
        case "memory":
            return {"hoard": len(bytearray(request["bytes"]))}
        case "time":
            while True:
                pass
        case "talk":
            while True:
                report(0.5)
        case "disk":
            Path("large").write_bytes(bytes(request["bytes"]))
        case "network":
            socket.create_connection(("127.0.0.1", request["port"]), timeout=2).close()
        case "crash":
            import ctypes

            ctypes.string_at(0)
        case "environment":
            import os

            return {"names": sorted(os.environ)}
    return {}
