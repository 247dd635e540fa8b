"""The first steps: what a file is, and whether it arrived whole."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from datasets.intake.arithmetic import identity
from datasets.intake.models import Upload
from datasets.library.models import original_key
from marketplace import storage
from marketplace.confinement.child import confined
from marketplace.confinement.refusal import Code, Refused

type Report = Callable[[float], None]


def identify(upload: Upload, report: Report) -> dict[str, Any]:
    """Tell a file by its first bytes, an archive by what lies in it."""
    if upload.sha256:
        # It may have to travel first.
        storage.fetched(original_key(upload.sha256), report)
    with upload.path.open("rb") as file:
        found = identity.identify(file.read(identity.HEAD_BYTES))
    known = {"kind": found.kind, "encoding": found.encoding, "delimiter": found.delimiter}
    if found.kind == identity.Kind.ZIP:
        with TemporaryDirectory() as scratch:
            asked = {"source": str(upload.path)}
            known |= confined("look", asked, Path(scratch), report=report)
    return known


def check(upload: Upload, report: Report) -> dict[str, Any]:
    """Hash what came. What came in pieces gets its name by that, and is kept from now on."""
    if not upload.transfer:
        if digest(upload.path, report) != upload.sha256:
            raise Refused(Code.NOT_WHOLE)
        return {}
    arrived = upload.transfer.path
    if not upload.sha256:
        upload.sha256 = digest(arrived, report)
        # First its name: whoever is killed after this finds the file by it.
        Upload.objects.filter(pk=upload.pk).update(sha256=upload.sha256)
    key = original_key(upload.sha256)
    if arrived.exists():
        arrived.rename(storage.place(key))
    storage.keep(key, report)
    return {}


def digest(path: Path, report: Report) -> str:
    """Hash a file, 1 MiB at a time."""
    found, size = sha256(), max(path.stat().st_size, 1)
    with path.open("rb") as file:
        while piece := file.read(1024 * 1024):
            found.update(piece)
            report(file.tell() / size)
    return found.hexdigest()
