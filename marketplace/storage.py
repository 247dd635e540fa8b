"""Where bytes are kept: on disk, or with an S3-compatible storage and a copy on disk.

A key names bytes that never change, for it holds their hash or a word of its own that is
never given again: a copy cannot be stale. Whoever makes a file writes
it at `place(key)` and then has it kept; whoever reads one asks for `fetched(key)`.
"""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copyfileobj
from uuid import uuid4

from django.conf import DEFAULT_STORAGE_ALIAS, settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage, storages

AT_ONCE = 8
PIECE = 1024 * 1024


def is_local() -> bool:
    """Tell whether the disk is the storage itself."""
    return isinstance(storages[DEFAULT_STORAGE_ALIAS], FileSystemStorage)


def place(key: str) -> Path:
    """Give the place on disk for a key, with the folder that it lies in."""
    there = Path(settings.MEDIA_ROOT) / key
    there.parent.mkdir(parents=True, exist_ok=True)
    return there


def keep(key: str) -> None:
    """Make sure that what was written at a key's place stays. Two runs equal one."""
    there = place(key)
    with there.open("rb") as file:
        os.fsync(file.fileno())
        if not is_local() and not _is_kept(key, there.stat().st_size):
            # In parts, as they come: boto3 never holds it whole.
            default_storage.save(key, File(file))
    _sync(there.parent)


def keep_all(keys: Iterable[str]) -> None:
    """Keep many small files, several at a time where they travel."""
    if is_local():
        # One by one they would take longer to be synced than to be made again.
        return
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for _kept in threads.map(keep, keys):
            pass


def fetched(key: str) -> Path:
    """Give a key's bytes on disk, from the storage where they do not lie there.

    Costs a download at first. A key that is kept nowhere gives a place where nothing lies.
    """
    there = place(key)
    if is_local() or there.exists() or not default_storage.exists(key):
        return there
    arriving = there.with_name(f"arriving-{uuid4().hex}")
    with default_storage.open(key, "rb") as source, arriving.open("wb") as target:
        copyfileobj(source, target, PIECE)
    arriving.rename(there)
    return there


def holds(key: str) -> bool:
    """Tell whether a key's bytes are kept, here or elsewhere."""
    return place(key).exists() or (not is_local() and default_storage.exists(key))


def release(key: str) -> None:
    """Give up the copy on disk of what the storage keeps."""
    if not is_local() and default_storage.exists(key):
        place(key).unlink(missing_ok=True)


def _is_kept(key: str, size: int) -> bool:
    return default_storage.exists(key) and default_storage.size(key) == size


def _sync(folder: Path) -> None:
    """Make a rename last: a folder is a file too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
