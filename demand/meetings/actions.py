"""What is done for many at one table: a file of answers is taken in and entered."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from demand.answers.actions import REFUSED_ENTRY, Words, enter
from demand.mandates.actions import NotYourMandate
from demand.mandates.models import Mandate
from demand.meetings.models import AnswerFile
from demand.needs.models import Need
from marketplace.accounts.models import Organisation, User
from marketplace.confinement.child import Limits, confined

A_DAY = timedelta(days=1)
LIMITS = Limits(
    memory=1024**3, processor_seconds=20, wall_seconds=30, file_size=1024**2, open_files=32
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that is right: in whose name it is entered, and what."""

    row: int
    mandate: Mandate
    words: Words


class RowRefused(Exception):
    """A row that was right cannot be entered any more; none of the file is."""

    code = "row_refused"

    def __init__(self, row: int, detail: Any) -> None:
        super().__init__(row, detail)
        self.row, self.detail = row, detail


def read_file(*, need: Need, agent: Organisation, by: User, now: datetime, file: Any) -> AnswerFile:
    """Read a file of answers in a confined child, and keep its rows until they are entered.

    Raises: NotYourMandate; confinement's Refused.
    """
    if not agent.admits(by):
        raise NotYourMandate
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        with source.open("wb") as copy:
            copy.writelines(file.chunks())
        rows = confined("read_sheet", {"source": str(source)}, Path(folder), limits=LIMITS)["rows"]
    # Prices that somebody has left lying go first.
    AnswerFile.objects.left_lying(now - A_DAY).delete()
    return AnswerFile.objects.create(
        need=need, agent=agent, name=file.name, rows=rows, uploaded_by=by, uploaded_at=now
    )


@transaction.atomic
def enter_file(
    *,
    answer_file: AnswerFile,
    entries: Sequence[Entry],
    by: User,
    now: datetime,
    price_key: str = "",
) -> int:
    """Enter the rows of a file, all or none; a second press enters nothing more.

    The price key is of the prices at which the dry run was read.
    Returns how many. Raises: RowRefused.
    """
    kept = AnswerFile.objects.select_for_update(of=("self",)).get(pk=answer_file.pk)
    if kept.entered_count is not None:
        return kept.entered_count
    # In one order, whatever that of the rows: two files at once would wait for each other.
    for entry in sorted(entries, key=lambda each: each.mandate.pk):
        try:
            enter(
                need=kept.need,
                mandate=entry.mandate,
                by=by,
                now=now,
                price_key=price_key,
                **entry.words,
            )
        except REFUSED_ENTRY as refusal:
            raise RowRefused(entry.row, refusal.detail) from None
        except ValidationError as error:
            raise RowRefused(entry.row, " ".join(error.messages)) from None
    kept.rows, kept.entered_at, kept.entered_count = None, now, len(entries)
    kept.save(update_fields=["rows", "entered_at", "entered_count"])
    return len(entries)
