"""The day's counts by sector, prefecture, task and kind, and the index of the whole by the hour.

Both are functions of history alone: needs, answers with their revisions, publications.
"Again from this moment on" and "all of it" are one statement with another beginning,
so that what was added day by day and what is rebuilt from nothing are the same rows.
"""

from datetime import date, datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.models import Q, Sum
from django.db.models.functions import Now

from demand.needs.vocabulary import Kind, Task
from demand.operations.vocabulary import Prefecture, Sector
from demand.snapshots.models import statements

MEASURES = tuple(statements.MEASURES)


class Cell(models.Model):
    """One combination of what is counted apart. A need with two tasks has a cell of both."""

    is_sample = models.BooleanField()
    sector = models.CharField(max_length=11, choices=Sector)
    # Of the operation that answered or, where needs are counted, that posted.
    prefecture = models.CharField(max_length=2, choices=Prefecture)
    kind = models.CharField(max_length=11, choices=Kind)
    # In the order of the alphabet: the same tasks make one cell.
    tasks = ArrayField(models.CharField(max_length=12, choices=Task), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_sample", "sector", "prefecture", "kind", "tasks"],
                name="a_cell_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(tasks__contained_by=Task.values), name="cell_speaks_known_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sector} {self.prefecture} {self.kind} {','.join(self.tasks)}"


class Counts(models.Model):
    """Needs, and answers by their level. Firm ones are among the conditional and letters."""

    need_count = models.IntegerField(default=0)
    interest_count = models.IntegerField(default=0)
    would_buy_count = models.IntegerField(default=0)
    conditional_count = models.IntegerField(default=0)
    letter_count = models.IntegerField(default=0)
    firm_count = models.IntegerField(default=0)

    class Meta:
        abstract = True


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def retake(self, *, since: date | None = None, until: date) -> None:
        """Count every day from `since` (the first there is) to the one before `until` anew.

        One transaction; a reader sees the days before it or after it. Costs one pass over
        the answers, whatever the number of days.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            statements.one_at_a_time(cursor, "snapshots")
            gone = self.filter(day__gte=since) if since else self
            gone._raw_delete(gone.db)  # noqa: SLF001  one statement: no signals, no cascades
            statements.retake_snapshots(cursor, since, until)

    def latest_day(self) -> date | None:
        day: date | None = self.aggregate(models.Max("day"))["day__max"]
        return day

    def of(self, *, samples: bool) -> Self:
        return self.filter(cell__is_sample=samples)

    def standing(self, *by: str, on: date | None = None) -> list[dict[str, Any]]:
        """Add up what stood at the end of a day (the last), apart by fields of the cell."""
        counted = self.filter(day__lte=on) if on else self
        sums = {name: Sum(name, default=0) for name in MEASURES}
        if not by:
            return [counted.aggregate(**sums)]
        return list(counted.values(*(f"cell__{name}" for name in by)).annotate(**sums))


class Snapshot(Counts):
    """What one day changed in one cell: what came, less what went.

    The sum up to a day is what stood at its end. A day without change has no row.
    """

    pk = models.CompositePrimaryKey("day", "cell_id")
    day = models.DateField()
    cell = models.ForeignKey(Cell, models.CASCADE, related_name="snapshots")
    price_refusal_count = models.IntegerField(default=0)
    accuracy_refusal_count = models.IntegerField(default=0)
    data_refusal_count = models.IntegerField(default=0)
    connectivity_refusal_count = models.IntegerField(default=0)
    labour_refusal_count = models.IntegerField(default=0)
    trust_refusal_count = models.IntegerField(default=0)
    not_automated_refusal_count = models.IntegerField(default=0)
    other_refusal_count = models.IntegerField(default=0)

    objects = SnapshotQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.cell} on {self.day}"


def full_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


class IndexQuerySet(models.QuerySet["IndexHour"]):
    def retake(self, *, since: datetime | None = None, until: datetime) -> None:
        """Compute every full hour from `since` (the first there is) up to `until` anew.

        One transaction, one pass over the answers whatever the number of hours.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            statements.one_at_a_time(cursor, "index")
            gone = self.filter(at__gt=since) if since else self
            gone._raw_delete(gone.db)  # noqa: SLF001  one statement: no signals, no cascades
            statements.retake_index(cursor, since, until)

    def latest_hour(self) -> datetime | None:
        hour: datetime | None = self.aggregate(models.Max("at"))["at__max"]
        return hour

    def latest_of(self, *, samples: bool) -> "IndexHour | None":
        return self.filter(is_sample=samples).order_by("-at").first()


class IndexHour(Counts):
    """The whole board as it stood at one full hour.

    Units: firm_yen and stated_yen in yen with tax a year, by the latest publications.
    """

    pk = models.CompositePrimaryKey("is_sample", "at")
    is_sample = models.BooleanField()
    at = models.DateTimeField()
    refusal_count = models.IntegerField(default=0)
    open_need_count = models.IntegerField()
    firm_yen = models.BigIntegerField()
    stated_yen = models.BigIntegerField()
    taken_at = models.DateTimeField(db_default=Now())

    objects = IndexQuerySet.as_manager()

    def __str__(self) -> str:
        return f"the index at {self.at}"
