"""Reading the log: each reader from its own cursor, in order, nothing twice."""

from collections.abc import Callable, Collection

from marketplace.changes.models import Change, Cursor

BATCH = 500


def follow(reader: str, nouns: Collection[str], heed: Callable[[int], None]) -> bool:
    """Heed each thing that changed since the reader last read, then move its cursor.

    Several changes of one thing are heeded once. The cursor moves after the work,
    so a crash repeats work and never loses it: `heed` must bear being run twice.
    No transaction is held meanwhile, since an open one would hold back all readers.

    Returns whether more is to come: a full batch, or changes behind a transaction
    that is still open.
    """
    cursor, _ = Cursor.objects.get_or_create(reader=reader)
    unread = Change.objects.about(nouns).after(cursor.xid, cursor.change_id)
    batch = list(unread.settled()[:BATCH])
    for key in dict.fromkeys(change.key for change in batch):
        heed(key)
    if batch:
        Cursor.objects.advance(reader, batch[-1])
    return len(batch) == BATCH or unread[len(batch) :].exists()
