"""How far an upload is, and what a file may be shared for."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from datasets.intake.models import Step, Upload
from datasets.library.models import ACTS, Dataset
from demand.answers.models import Answer
from demand.needs.models import Need
from marketplace.accounts.models import Organisation

MOST_NEEDS = 20
MOST_ROWS_NAMED = 5
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


def steps(of: Upload) -> list[Step]:
    return list(of.steps.in_order())


def share_done(of: Upload) -> float:
    """Tell how far the whole is, 0–1, each step weighing the same."""
    taken = steps(of)
    return sum(step.progress_share for step in taken) / len(taken)


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

    @property
    def names_all(self) -> bool:
        return len(self.rows_named) == self.rows_left_out


def account(of: Upload) -> Account | None:
    """Sum up what the conversion found; None before it has ended."""
    found = of.findings
    if "rows_written" not in found:
        return None
    named = [each["row"] for each in found["dropped"] if each["row"]]
    return Account(
        rows_read=found["rows_read"],
        rows_written=found["rows_written"],
        rows_left_out=found["dropped_count"],
        rows_named=tuple(named[:MOST_ROWS_NAMED]),
        encoding=ENCODINGS.get(found["encoding"], found["encoding"]),
        preamble_lines=found["preamble_lines"],
        label_column=found["label_column"],
    )
