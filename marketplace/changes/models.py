"""The log of what changed.

Whoever changes a thing writes a row here in the same transaction. Whoever
stands above reads the rows with a cursor of its own. Nobody is called.
"""

from collections.abc import Collection, Iterable
from typing import Self

from celery import current_app
from django.conf import settings
from django.db import models, transaction
from django.db.models import Func, Q
from django.db.models.functions import Cast


def _transaction_number(function: Func) -> Cast:
    # Postgres casts an xid8 to a number only by way of text.
    return Cast(Cast(function, models.TextField()), models.BigIntegerField())


CURRENT_TRANSACTION = _transaction_number(
    Func(function="pg_current_xact_id", output_field=models.TextField())
)
OLDEST_OPEN_TRANSACTION = _transaction_number(
    Func(
        Func(function="pg_current_snapshot", output_field=models.TextField()),
        function="pg_snapshot_xmin",
        output_field=models.TextField(),
    )
)


class ChangeQuerySet(models.QuerySet["Change"]):
    def about(self, nouns: Collection[str]) -> Self:
        return self.filter(noun__in=nouns)

    def after(self, xid: int, change_id: int) -> Self:
        return self.filter(Q(xid__gt=xid) | Q(xid=xid, id__gt=change_id)).order_by("xid", "id")

    def settled(self) -> Self:
        """Keep what no open transaction can still precede: nothing is missed or doubled."""
        return self.filter(xid__lt=OLDEST_OPEN_TRANSACTION)

    def record(self, *, noun: str, key: int, kind: str) -> "Change":
        """Write a change and, once it is committed, wake those who follow such nouns.

        A wake-up that gets lost costs nothing: beat wakes every reader now and then.
        """
        change = self.create(noun=noun, key=key, kind=kind)
        self._wake(noun)
        return change

    def record_each(self, *, noun: str, keys: Iterable[int], kind: str) -> None:
        """Write the same change of many things, and wake once. One query for each 1,000."""
        self.bulk_create([self.model(noun=noun, key=key, kind=kind) for key in keys], 1000)
        self._wake(noun)

    def _wake(self, noun: str) -> None:
        for task, nouns in settings.CHANGE_READERS.items():
            if noun in nouns:
                transaction.on_commit(
                    lambda task=task: current_app.send_task(task),  # type: ignore[misc]
                    robust=True,
                )


class Change(models.Model):
    """One thing that changed: a need, an answer's need, a publication, a dataset."""

    noun = models.CharField(max_length=20)
    key = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    at = models.DateTimeField(db_default=Func(function="statement_timestamp"))
    xid = models.BigIntegerField(db_default=CURRENT_TRANSACTION, editable=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        # The order in which every reader reads.
        indexes = [models.Index(fields=["xid", "id"], name="changes_in_reading_order")]

    def __str__(self) -> str:
        return f"{self.noun} {self.key} {self.kind}"


class CursorQuerySet(models.QuerySet["Cursor"]):
    def advance(self, reader: str, change: Change) -> None:
        """Move a reader's cursor to a change, never backwards."""
        self.filter(reader=reader).filter(
            Q(xid__lt=change.xid) | Q(xid=change.xid, change_id__lt=change.id)
        ).update(xid=change.xid, change_id=change.id, moved_at=Func(function="now"))


class Cursor(models.Model):
    """How far one reader has read."""

    reader = models.CharField(max_length=100, primary_key=True)
    xid = models.BigIntegerField(default=0)
    change_id = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(auto_now_add=True)

    objects = CursorQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.reader} at {self.xid}/{self.change_id}"
