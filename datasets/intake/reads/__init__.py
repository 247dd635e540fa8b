"""How far an upload is, and what a file may be shared for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from datasets.intake.models import Step, Transfer, Upload
from datasets.intake.reads.coverage import cell_in_words
from datasets.intake.vocabulary import LOSSES, Refusal
from datasets.library.models import ACTS, Dataset, File, Version
from datasets.library.vocabulary import FileRole
from datasets.measures.arithmetic.cells import Cell
from demand.answers.models import Answer
from demand.needs.models import Need
from marketplace.accounts.models import Organisation, User

MOST_NEEDS = 20
MOST_LETTERS = 100
MOST_ROWS_NAMED = 5
MOST_CLASSES_NAMED = 12
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp932": "Shift_JIS (CP932)",
}


def upload(slug: str, number: int, organisation: Organisation | None) -> QuerySet[Upload]:
    """Find an upload of one's own."""
    return Upload.objects.filter(
        version__dataset__slug=slug,
        version__number=number,
        version__dataset__organisation=organisation,
    ).select_related("version__dataset__organisation")


def own_table(slug: str, number: int, organisation: Organisation | None) -> QuerySet[File]:
    """Find the table of a published version of one's own."""
    return File.objects.filter(
        role=FileRole.TABLE,
        version__dataset__slug=slug,
        version__number=number,
        version__in=Version.objects.published(),
        version__dataset__organisation=organisation,
    ).select_related("version__dataset")


def transfers(by: User) -> QuerySet[Transfer]:
    """Find the files that a person is sending in pieces and has not shared yet."""
    return Transfer.objects.unshared().filter(by=by)


def steps(of: Upload) -> list[Step]:
    return list(of.steps.in_order())


def share_done(of: Upload) -> float:
    """Tell how far the whole is, 0–1, each step weighing the same."""
    taken = steps(of)
    return sum(step.progress_share for step in taken) / len(taken)


def proposed_for(asked: Mapping[str, str]) -> dict[str, str]:
    """Propose title and words for the kind of data that a need was found to lack."""
    cell = Cell(*(asked.get(name, "")[:MOST_LETTERS] for name in Cell._fields))
    words = cell_in_words(cell)
    if not words:
        return {}
    said = _("This is data of: %(kind)s.\nHow it was made: ") % {"kind": words}
    return {"title": words[:MOST_LETTERS], "description": said}


def last_terms(dataset: Dataset) -> dict[str, Any]:
    """Recall what was allowed last, to be proposed again."""
    newest = dataset.versions.order_by("-number").select_related("terms").first()
    return {act: getattr(newest.terms, act) for act in ACTS} if newest else {}


def needs_to_share_for(organisation: Organisation, asked: Collection[str]) -> list[Need]:
    """List the needs that one came from, and those that the organisation waits for itself."""
    answered = Answer.objects.co_signs().filter(operation__organisation=organisation)
    own = Q(posted_by__organisation=organisation) | Q(pk__in=answered.values("need"))
    came_from = list(Need.objects.visible().filter(slug__in=asked).order_by("-posted_at", "-id"))
    others = (
        Need.objects.listed()
        .filter(own, closed_at=None)
        .exclude(slug__in=asked)
        .order_by("-posted_at", "-id")
    )
    return [*came_from, *others[:MOST_NEEDS]]


@dataclass(frozen=True, slots=True)
class Media:
    """What came in and what went out of an archive of pictures or sounds.

    `lost` are labels that could not be used, in words and how many; `dropped` files that are
    broken, the first few of them by name, with why.
    """

    files_in: int
    files_passed_over: int
    media_in: int
    media_out: int
    labels_in: int
    labels_out: int
    negatives: int
    unlabelled: int
    classes: tuple[tuple[str, int], ...]
    lost: tuple[tuple[str, int], ...]
    dropped: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, found: dict[str, Any]) -> Self | None:
        """Read the account of an archive; None where the file was a table."""
        if "media_in" not in found:
            return None
        counts = ("files_in", "files_passed_over", "media_in", "media_out", "labels_in")
        more = ("labels_out", "negatives", "unlabelled")
        return cls(
            **{name: found[name] for name in counts + more},
            classes=tuple(found["classes"].items())[:MOST_CLASSES_NAMED],
            lost=tuple((str(LOSSES[why]), count) for why, count in found["lost_labels"].items()),
            dropped=tuple(
                (each["name"], str(Refusal(each["why"]).label))
                for each in found["dropped_files"][:MOST_ROWS_NAMED]
            ),
        )


@dataclass(frozen=True, slots=True)
class Account:
    """What came in and what went out, as the owner reads it.

    `rows_named` are lines of the file that were left out, the first few of them.
    """

    rows_read: int
    rows_written: int
    rows_left_out: int
    rows_named: tuple[int, ...]
    encoding: str
    preamble_lines: int
    label_column: str
    footer_rows: int = 0
    about: int = 0
    sealed_rows: int = 0
    media: Media | None = None

    @property
    def names_all(self) -> bool:
        return len(self.rows_named) == self.rows_left_out


def account(of: Upload) -> Account | None:
    """Sum up what the conversion found; None before it has ended."""
    found = of.findings
    if "rows_written" not in found:
        return None
    named = [each["row"] for each in found.get("dropped", ()) if each["row"]]
    footer_rows, encoding = found.get("footer_count", 0), found.get("encoding", "")
    return Account(
        rows_read=found["rows_read"],
        rows_written=found["rows_written"],
        rows_left_out=found["dropped_count"] - footer_rows,
        rows_named=tuple(named[:MOST_ROWS_NAMED]),
        encoding=ENCODINGS.get(encoding, encoding),
        preamble_lines=found.get("preamble_lines", 0),
        label_column=found["label_column"],
        footer_rows=footer_rows,
        about=sum(found.get("about", {}).values()),
        sealed_rows=found.get("sealed_count", 0),
        media=Media.of(found),
    )


@dataclass(frozen=True, slots=True)
class ReadingFound:
    """How a table was read, for its owner to see and correct.

    `header_line` counts from 0, `first_rows` have their line before them, from 1. `wanted` is
    what the owner has corrected before.
    """

    columns: list[dict[str, Any]]
    first_rows: list[tuple[int, list[str]]]
    sheets: list[str]
    sheet: str
    header_line: int
    header_rows: int
    label: str
    keep_footer: bool
    wanted: dict[str, Any]

    @property
    def has_header(self) -> bool:
        """Tell whether names stand in the file as a row: in JSON and Parquet they do not."""
        return bool(self.first_rows)


def reading_found(of: Upload) -> ReadingFound | None:
    """Tell how the table of an upload was read; None before that, and where it is no table."""
    found = of.findings
    if "first_rows" not in found:
        return None
    return ReadingFound(
        columns=found["columns"],
        first_rows=found["first_rows"],
        sheets=found["sheets"],
        sheet=found["sheet"],
        header_line=found["preamble_lines"],
        header_rows=found["header_rows"],
        label=found["label_column"],
        keep_footer=of.reading.get("keep_footer", False),
        wanted=of.reading,
    )
