"""Saying more exactly what a need asks, and who holds what a form asks for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from demand.details.models import Detail, Entry, Filing, Paper, WorkStep
from demand.needs.models import Need, Regulation
from demand.operations.actions import NotYourOperation, speak_for
from demand.operations.models import Operation
from demand.talk.actions.speaking import let_write
from marketplace.accounts.models import User
from marketplace.changes.models import Change


@dataclass(frozen=True, slots=True)
class Description:
    """What the second page gathers: fields of the models, row by row.

    `regulations` and `filings` name what may be registered already; twice makes one.
    """

    detail: dict[str, Any]
    steps: Sequence[dict[str, Any]] = ()
    filings: Sequence[dict[str, Any]] = ()
    regulations: Sequence[dict[str, Any]] = field(default=())


@transaction.atomic
def describe(*, need: Need, description: Description, by: User, now: datetime) -> Detail:
    """Say more exactly what a need asks; what was said before is replaced whole.

    Raises: NotYourOperation, AuthorIsBlocked; ValidationError, field by field.
    """
    speak_for(need.posted_by, by)
    let_write(by)
    # Two at once come one after the other, and the last one stands.
    Need.objects.select_for_update().get(pk=need.pk)
    detail = Detail(need=need, changed_at=now, **description.detail)
    detail.full_clean(validate_unique=False)
    Detail.objects.filter(need=need).delete()
    detail.save(force_insert=True)
    _replace_steps(need, description.steps)
    _replace_filings(need, description.filings)
    need.regulations.set([Regulation.objects.named(**words) for words in description.regulations])
    Change.objects.record(noun="need", key=need.pk, kind="described")
    return detail


@transaction.atomic
def name_entry(*, paper: Paper, operation: Operation, by: User, name: str, holder: str) -> Entry:
    """Write down a field of a form and who holds it already; only who files the form may.

    Raises: NotYourOperation, AuthorIsBlocked; ValidationError for a field that is there.
    """
    speak_for(operation, by)
    let_write(by)
    if not paper.filings.filter(need__posted_by=operation).exists():
        raise NotYourOperation
    entry = Entry(paper=paper, name=name, holder=holder)
    entry.full_clean()
    entry.save()
    return entry


def _replace_steps(need: Need, steps: Sequence[dict[str, Any]]) -> None:
    written = [WorkStep(need=need, place=place, **words) for place, words in enumerate(steps)]
    for step in written:
        step.full_clean(validate_unique=False, validate_constraints=True, exclude={"need"})
    need.work_steps.all().delete()
    WorkStep.objects.bulk_create(written)


def _replace_filings(need: Need, filings: Sequence[dict[str, Any]]) -> None:
    need.filings.all().delete()
    for words in filings:
        paper, _made = Paper.objects.get_or_create(name=words["name"], office=words["office"])
        # Named twice on one page, the last one stands.
        Filing.objects.update_or_create(
            need=need,
            paper=paper,
            defaults={"filings": words["filings"], "minutes": words["minutes"]},
        )
