"""Showing that a promise is kept: predictions for sealed rows, tries in the field."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets.intake.actions import keep
from marketplace.accounts.models import User
from marketplace.developers.actions import NotYourTeam
from marketplace.developers.models import Developer
from marketplace.offers import reads, tasks
from marketplace.offers.actions.building import NotThePoster
from marketplace.offers.arithmetic.predictions import Unreadable, read, read_boxes
from marketplace.offers.arithmetic.proportions import EACH_OF_TWO, wilson
from marketplace.offers.models import Evaluation, Offer, Trial, WrongState, careful, conclude
from marketplace.offers.models.evaluations import MOST_TESTS
from marketplace.offers.vocabulary import AGREED, UNREADABLE, Metric, State

MOST_BYTES = 20_000_000


class NothingSealed(Exception):
    """The promise names no sealed labels, or a metric that is not measured on them."""

    code = "nothing_sealed"
    detail = gettext_lazy("This promise is not measured on sealed labels.")


class AllowanceUsedUp(Exception):
    """So many tries that more of them would fit the labels."""

    code = "allowance_used_up"
    detail = gettext_lazy("The tries for today, or all of them, are used up.")


class NoMoreTests(Exception):
    """A promise is tested twice at most."""

    code = "no_more_tests"
    detail = gettext_lazy("It was tested twice already.")


class NotAFieldTrial(Exception):
    """The promise is measured otherwise."""

    code = "not_a_field_trial"
    detail = gettext_lazy("This promise is not measured in a field trial.")


def hand_in_predictions(
    *,
    offer: Offer,
    content: bytes,
    name: str,
    by: User,
    now: datetime,
    is_test: bool = False,
    **rerun: Any,
) -> Evaluation:
    """Take predictions for the sealed rows, and have them scored.

    `rerun` says with what they were made: code_hash, seed, environment.
    Raises: NotYourTeam, NothingSealed, WrongState, AllowanceUsedUp, NoMoreTests;
    ValidationError, field by field.
    """
    if not offer.developer.organisation.admits(by):
        raise NotYourTeam
    sealing = reads.judging(offer)
    if sealing is None:
        raise NothingSealed
    _read(content, sealing.row_count, offer.terms.metric)
    kept = keep(ContentFile(content, name))
    evaluation = Evaluation(
        offer=offer,
        sealing=sealing,
        is_test=is_test,
        uploaded_by=by,
        uploaded_at=now,
        name=kept["name"],
        sha256=kept["sha256"],
        **rerun,
    )
    evaluation.full_clean()
    with transaction.atomic():
        _take_a_try(evaluation, now)
        evaluation.save()
        tasks.evaluate.delay_on_commit(evaluation.pk)  # type: ignore[attr-defined]
    return evaluation


def _take_a_try(evaluation: Evaluation, now: datetime) -> None:
    """Hold whoever hands in to the order of things and to their allowance.

    Raises: WrongState, NoMoreTests, AllowanceUsedUp.
    """
    is_test = evaluation.is_test
    # The developer's row, not the offer's: the allowance is for all of their offers.
    Developer.objects.select_for_update(no_key=True).get(pk=evaluation.offer.developer_id)
    offer = Offer.objects.whole().select_for_update(of=("self",)).get(pk=evaluation.offer_id)
    if offer.state not in AGREED or (is_test and offer.state != State.ACCEPTANCE):
        raise WrongState
    left = reads.allowance(offer, evaluation.sealing, now)
    if is_test and not left.tests:
        raise NoMoreTests
    if not left.tries:
        raise AllowanceUsedUp


@transaction.atomic
def enter_trial(
    *, offer: Offer, right_count: int, try_count: int, by: User, now: datetime, note: str = ""
) -> Trial:
    """Write down a field trial. One that shows the promise ends it, and so does the second one.

    Raises: NotThePoster, NotAFieldTrial, WrongState, NoMoreTests; ValidationError.
    """
    if not offer.round.need.is_posted_by(by):
        raise NotThePoster
    offer = Offer.objects.whole().select_for_update(of=("self",)).get(pk=offer.pk)
    if offer.terms.metric != Metric.FIELD_TRIAL:
        raise NotAFieldTrial
    if offer.state != State.ACCEPTANCE:
        raise WrongState
    is_sound = try_count >= 1 and 0 <= right_count <= try_count
    bound = wilson(right_count / try_count, try_count, EACH_OF_TWO)[0] if is_sound else 0.0
    trial = Trial.objects.enter(
        offer,
        by=by,
        now=now,
        right_count=right_count,
        try_count=try_count,
        bound=bound,
        level=EACH_OF_TWO,
        note=note,
    )
    measured = careful(offer, max(each.bound for each in Trial.objects.filter(offer=offer)))
    if offer.terms.is_met_by(measured) or trial.number >= MOST_TESTS:
        conclude(offer, measured, now=now, by=by, note=note)
    return trial


def _read(content: bytes, count: int, metric: str) -> None:
    """Refuse at once what could not be scored. Raises: ValidationError."""
    if len(content) > MOST_BYTES:
        raise ValidationError({"file": _("This file is too large for predictions.")})
    try:
        (read_boxes if metric == Metric.MAP_50 else read)(content, count)
    except Unreadable as error:
        sentence = str(UNREADABLE[error.why]) % {"where": error.where}
        raise ValidationError({"file": sentence}) from None
