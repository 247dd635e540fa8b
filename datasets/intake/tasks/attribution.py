"""Part of the third step: whose the rows are, and what of them may be given out."""

from pathlib import Path
from typing import Any

from django.db import transaction

from datasets.consent.models import Contributor
from datasets.intake.arithmetic.personal import Finding, persons_in, places_in
from datasets.intake.arithmetic.protection import Protected, Wishes, names_in, protect
from datasets.intake.arithmetic.reading import Reading
from datasets.intake.arithmetic.renaming import rename_files, without_annotators
from datasets.library.models import Dataset, Version

# Of what a tool wrote about pictures or sounds itself, nothing names a person but these.
PATH, ANNOTATOR = "path", "annotator"


def attribute(version: Version, made: Path, column: str, reading: Reading) -> dict[str, Any]:
    """Write numbers in place of names in a table, and leave out what is not given out.

    Without a column all rows are the organisation's that shares the data. Raises: Refused
    where nothing is left.
    """
    wishes = _wishes(version, made, column, reading)
    passed_over = {column, *wishes.dropped, *reading.kept}
    found = {"personal": _records(persons_in(made, but=passed_over))}
    if wishes.change_nothing:
        return _account(wishes, Protected(), {str(wishes.own): _row_count(made)}) | found
    target = made.with_suffix(".protected")
    done = protect(made, target, wishes)
    target.replace(made)
    counts = {str(number): count for number, count in done.counts.items() if count}
    return _account(wishes, done, counts) | {"rows_written": done.row_count} | found


def attribute_media(
    version: Version, manifest: Path, labels: Path, reading: Reading
) -> dict[str, Any]:
    """Do the same for a list of pictures or sounds, and for who set their labels."""
    if PATH in reading.dropped:
        rename_files(manifest, labels)
    if ANNOTATOR in reading.dropped:
        without_annotators(labels)
    plain = Reading(kept=[*reading.kept, "split", "label", "format", "sha256", "print"])
    account = attribute(version, manifest, "contributor", plain)
    others = {PATH, "sha256", "label", "outline", *reading.kept}
    return account | {"personal": [*account["personal"], *_records(persons_in(labels, but=others))]}


def _wishes(version: Version, made: Path, column: str, reading: Reading) -> Wishes:
    """Number whoever is named. A number once given stays, be the step taken twice or not."""
    dataset = version.dataset
    names = names_in(made, column) if column else []
    own = dataset.organisation.slug
    with transaction.atomic():
        Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
        numbers = Contributor.objects.numbered(dataset, [*names, own])
        left_out = Contributor.objects.withdrawn_numbers(dataset)
    places = [] if reading.keep_positions else places_in(made)
    return Wishes(
        contributor=column,
        numbers=numbers,
        own=numbers[own],
        left_out=left_out,
        dropped=[name for name in reading.dropped if name != column],
        coarse=[name for name in places if name not in reading.dropped],
    )


def _records(found: list[Finding]) -> list[dict[str, Any]]:
    return [each.as_record() for each in found]


def _account(wishes: Wishes, done: Protected, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "contributors": counts,
        "withdrawn": list(wishes.left_out),
        "withdrawn_count": done.left_out_count,
        "coarsened": list(wishes.coarse),
        "columns_dropped": list(wishes.dropped),
    }


def _row_count(made: Path) -> int:
    import pyarrow.parquet as pq

    rows: int = pq.read_metadata(made).num_rows
    return rows
