"""Part of the third step: whose the rows are, and what of them may be given out."""

from pathlib import Path
from typing import Any

from django.db import transaction

from datasets.consent.models import Contributor
from datasets.intake.arithmetic.protection import Protected, Wishes, names_in, protect
from datasets.library.models import Dataset, Version


def attribute(version: Version, made: Path, column: str) -> dict[str, Any]:
    """Write numbers in place of names in a table, and leave out what was taken back.

    Without a column all rows are the organisation's that shares the data. Raises: Refused
    where nothing is left.
    """
    wishes = _wishes(version, made, column)
    if wishes.change_nothing:
        return _account(wishes, Protected(), {str(wishes.own): _row_count(made)})
    target = made.with_suffix(".protected")
    done = protect(made, target, wishes)
    target.replace(made)
    counts = {str(number): count for number, count in done.counts.items() if count}
    return _account(wishes, done, counts) | {"rows_written": done.row_count}


def _wishes(version: Version, made: Path, column: str) -> Wishes:
    """Number whoever is named. A number once given stays, be the step taken twice or not."""
    dataset = version.dataset
    names = names_in(made, column) if column else []
    own = dataset.organisation.slug
    with transaction.atomic():
        Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
        numbers = Contributor.objects.numbered(dataset, [*names, own])
        left_out = Contributor.objects.withdrawn_numbers(dataset)
    return Wishes(contributor=column, numbers=numbers, own=numbers[own], left_out=left_out)


def _account(wishes: Wishes, done: Protected, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "contributors": counts,
        "withdrawn": list(wishes.left_out),
        "withdrawn_count": done.left_out_count,
    }


def _row_count(made: Path) -> int:
    import pyarrow.parquet as pq

    rows: int = pq.read_metadata(made).num_rows
    return rows
