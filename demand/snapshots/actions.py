"""What an operator does about numbers: make them all anew, and load official statistics."""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from demand.answers.tasks import summarise
from demand.snapshots.arithmetic import estat
from demand.snapshots.arithmetic.estat import Table
from demand.snapshots.models import CensusFigure, IndexHour, Snapshot, full_hour
from demand.snapshots.models.recounting import gathering_needs, make_room, recount_demand

CARRIED = Path(__file__).parent / "census" / "figures.csv"
COPIED = ("table", "measure", "sector", "prefecture", "unit", "precision", "source")
SOURCE_LETTERS = 200


def rebuild(*, now: datetime) -> int:
    """Make every count, snapshot and hour of the index anew from needs and answers.

    What the clock has added bit by bit comes out the same. Publications are left as they
    are: they are what was said, not what is counted. Returns how many needs were counted
    otherwise before.
    """
    gathering = gathering_needs()
    with transaction.atomic():
        make_room()
        corrected = recount_demand(but=gathering)
        Snapshot.objects.retake(until=timezone.localdate(now) + timedelta(days=1))
        IndexHour.objects.retake(until=full_hour(now))
    for need_id in gathering:
        summarise(need_id)
    return corrected


def load_table(
    table: str, found: Sequence[Table], *, measure: str, sector: str, product: str = "",
    where: Mapping[str, str],
) -> int:  # fmt: skip
    """Keep one figure of an e-Stat table for each prefecture and year, with its source.

    Raises: SeveralFigures.
    """
    rows = [row for page in found for row in page.rows]
    head = found[0]
    # Asked for by e-Stat: where it is from, and that it was processed.
    source = f"{head.publisher} {head.title} (e-Stat {table})"[:SOURCE_LETTERS]
    return CensusFigure.objects.load(
        [
            CensusFigure(
                table=table,
                measure=measure,
                sector=sector,
                product=product,
                prefecture=figure.prefecture,
                year=figure.year,
                value=figure.value,
                unit=figure.unit,
                source=source,
                is_processed=True,
            )
            for figure in estat.figures(rows, where=where)
        ]
    )


def load_carried() -> int:
    """Load the figures that Areba brings with it, each with its source."""
    with CARRIED.open(encoding="utf-8") as lines:
        return CensusFigure.objects.load(
            [
                CensusFigure(
                    **{name: row[name] for name in COPIED},
                    year=int(row["year"]),
                    value=int(row["value"]),
                    is_processed=bool(row["processed"]),
                )
                for row in csv.DictReader(lines)
            ]
        )
