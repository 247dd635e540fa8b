"""Each constraint: a row it lets in and a row it refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from demand.mandates.models import Mandate
from tests.factories import MandateFactory, MinutesFactory, UserFactory

pytestmark = pytest.mark.django_db


def refused_by(constraint, make, **fields):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make(**fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("mandate_names_a_trade_only_for_a_trade", {"scope": "SECTOR"}),
        ("mandate_names_a_trade_only_for_a_trade", {"sector": "FISHERY"}),
        ("mandate_was_asked_by_one_side", {"asked_side": "NOBODY"}),
        ("mandate_says_who_accepted_and_when", {"accepted_by": None}),
        ("mandate_says_who_ended_it_and_when", {"revoked_at": timezone.now()}),
        ("mandate_ends_after_it_began", {"expires_on": date(2020, 1, 1)}),
    ],
)
def test_a_mandate_that_contradicts_itself_is_refused(constraint, fields):
    refused_by(constraint, MandateFactory, **fields)


@pytest.mark.parametrize(
    "fields", [{}, {"waiting": True}, {"scope": "SECTOR", "sector": "FISHERY"}, {"scope": "NAMED"}]
)
def test_a_whole_mandate_is_let_in(fields):
    assert "→" in str(MandateFactory(**fields))


def test_one_mandate_stands_between_two(satos_mandate, sato, now):
    between = {"operation": satos_mandate.operation, "agent": satos_mandate.agent}
    refused_by("one_mandate_stands_between_two", MandateFactory, **between)

    satos_mandate.end(sato, now)

    assert MandateFactory(**between).pk
    assert Mandate.objects.filter(**between).count() == 2


def test_minutes_are_recorded_once_with_a_title_and_a_named_file(minutes):
    same = {name: getattr(minutes, name) for name in ("organisation", "title", "held_on")}

    refused_by("minutes_of_a_meeting_are_recorded_once", MinutesFactory, **same)
    refused_by("minutes_have_a_title", MinutesFactory, title="")
    refused_by("minutes_file_has_its_name", MinutesFactory, file="minutes/x")
    assert MinutesFactory(file="minutes/x", file_name="議事録.pdf", recorded_by=UserFactory())
