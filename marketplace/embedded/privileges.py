"""How a child of root's can run a program that refuses to run as root."""

import ctypes
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from marketplace.embedded.children import DidNotStart

NOBODY = 65534

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 47, 2
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_OVERRIDE = 1


def way_down() -> Callable[[], None] | None:
    """Find what a child of root's runs first, to be root no more; others need nothing.

    A user namespace in which it is nobody comes first: its files stay root's. Many
    containers forbid that one; there it becomes nobody in earnest.
    Raises: DidNotStart.
    """
    if os.getuid() != 0:
        return None
    for way in (enter_namespace, become_nobody):
        if is_open(way):
            return way
    raise DidNotStart(
        "Postgres does not run as root, and this root may neither make a user namespace nor "
        "become nobody. Run Areba as an ordinary user."
    )


def is_open(way: Callable[[], None]) -> bool:
    try:
        subprocess.run(["/bin/true"], check=True, preexec_fn=way)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def enter_namespace() -> None:
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} 0 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} 0 1")


def become_nobody() -> None:
    """Let this process be nobody, who yet enters folders as root does.

    A checkout may lie under /root, closed to everybody else, and so may the binaries.
    Raises: OSError where root may not pass that on.
    Source: capabilities(7), ambient set.
    """
    _LIBC.prctl(_PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    bit = 1 << _CAP_DAC_OVERRIDE
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    # Effective, permitted and inheritable, each once for the lower and the upper 32.
    sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    if _LIBC.capset(header, sets) or _LIBC.prctl(
        _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0
    ):
        raise OSError(ctypes.get_errno(), "root may not pass on its right to enter folders")
