"""Where bytes are kept: on disk, or with an S3-compatible storage and a copy on disk.

A key names bytes that never change, for it holds their hash or a word of its own that is
never given again: a copy cannot be stale. Whoever makes a file writes
it at `place(key)` and then has it kept; whoever reads one asks for `fetched(key)`.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from uuid import uuid4

from django.conf import DEFAULT_STORAGE_ALIAS, settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage, storages

AT_ONCE = 8
PIECE = 1024 * 1024
REPORT_EVERY_SECONDS = 1

type Report = Callable[[float], None]


def unheard(_share: float) -> None:
    """Report to nobody."""


def is_local() -> bool:
    """Tell whether the disk is the storage itself."""
    return isinstance(storages[DEFAULT_STORAGE_ALIAS], FileSystemStorage)


def place(key: str) -> Path:
    """Give the place on disk for a key, with the folder that it lies in."""
    there = Path(settings.MEDIA_ROOT) / key
    there.parent.mkdir(parents=True, exist_ok=True)
    return there


def keep(key: str, report: Report = unheard) -> None:
    """Make sure that what was written at a key's place stays. Two runs equal one.

    `report` is told the share that has travelled, 0–1.
    """
    there = place(key)
    with there.open("rb") as file:
        os.fsync(file.fileno())
        if not is_local() and not _is_kept(key, size := there.stat().st_size):
            # In parts, as they come: boto3 never holds it whole. Beside us, so that we can
            # report meanwhile: who listens may have a connection that belongs to one thread.
            with ThreadPoolExecutor(1) as thread:
                travelling = thread.submit(default_storage.save, key, File(file))
                while not wait([travelling], REPORT_EVERY_SECONDS).done:
                    report(min(file.tell() / max(size, 1), 1.0))
                travelling.result()
    _sync(there.parent)


def keep_all(keys: Sequence[str], report: Report = unheard) -> None:
    """Keep many small files, several at a time where they travel."""
    if is_local():
        # One by one they would take longer to be synced than to be made again.
        return
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for number, _kept in enumerate(threads.map(keep, keys)):
            report(number / len(keys))


def fetched(key: str, report: Report = unheard) -> Path:
    """Give a key's bytes on disk, from the storage where they do not lie there.

    Costs a download at first. A key that is kept nowhere gives a place where nothing lies.
    """
    there = place(key)
    if is_local() or there.exists() or not default_storage.exists(key):
        return there
    arriving, size = there.with_name(f"arriving-{uuid4().hex}"), max(default_storage.size(key), 1)
    with default_storage.open(key, "rb") as source, arriving.open("wb") as target:
        while piece := source.read(PIECE):
            target.write(piece)
            report(min(target.tell() / size, 1.0))
    arriving.rename(there)
    return there


def holds(key: str) -> bool:
    """Tell whether a key's bytes are kept, here or elsewhere."""
    return place(key).exists() or (not is_local() and default_storage.exists(key))


def release(key: str) -> None:
    """Give up the copy on disk of what the storage keeps."""
    if not is_local() and default_storage.exists(key):
        place(key).unlink(missing_ok=True)


def discard(key: str) -> None:
    """Throw a key's bytes away, wherever they lie. Twice is once."""
    place(key).unlink(missing_ok=True)
    if not is_local():
        default_storage.delete(key)


def _is_kept(key: str, size: int) -> bool:
    return default_storage.exists(key) and default_storage.size(key) == size


def _sync(folder: Path) -> None:
    """Make a rename last: a folder is a file too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
