"""The first steps: what a file is, and whether it arrived whole."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from datasets.intake.arithmetic import identity
from datasets.intake.models import Upload
from marketplace.confinement.child import confined
from marketplace.confinement.refusal import Code, Refused

type Report = Callable[[float], None]


def identify(upload: Upload, report: Report) -> dict[str, Any]:
    """Tell a file by its first bytes, an archive by what lies in it."""
    with upload.path.open("rb") as file:
        found = identity.identify(file.read(identity.HEAD_BYTES))
    known = {"kind": found.kind, "encoding": found.encoding, "delimiter": found.delimiter}
    if found.kind == identity.Kind.ZIP:
        with TemporaryDirectory() as scratch:
            asked = {"source": str(upload.path)}
            known |= confined("look", asked, Path(scratch), report=report)
    return known


def check(upload: Upload, report: Report) -> dict[str, Any]:
    if digest(upload.path, report) != upload.sha256:
        raise Refused(Code.NOT_WHOLE)
    return {}


def digest(path: Path, report: Report) -> str:
    """Hash a file, 1 MiB at a time."""
    found, size = sha256(), max(path.stat().st_size, 1)
    with path.open("rb") as file:
        while piece := file.read(1024 * 1024):
            found.update(piece)
            report(file.tell() / size)
    return found.hexdigest()
