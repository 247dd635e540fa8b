"""Who saw a need: once, signed in, and shown to nobody."""

import pytest
from django.urls import reverse

from demand.needs.models import Sighting
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return reverse("need", args=[NeedFactory().slug])


def test_an_operation_that_looks_twice_has_seen_it_once(as_user, suzuki, suzukis_farm, page):
    client = as_user(suzuki)

    for _ in range(2):
        client.get(page)

    assert [seen.operation for seen in Sighting.objects.all()] == [suzukis_farm]


def test_whoever_is_not_signed_in_or_speaks_for_nobody_leaves_no_trace(client, as_user, nobu, page):
    client.get(page)
    as_user(nobu).get(page)

    assert not Sighting.objects.exists()


def test_a_need_that_is_gone_was_seen_by_nobody(as_user, suzuki, suzukis_farm):
    assert as_user(suzuki).get(reverse("need", args=["gone"])).status_code == 404
    assert not Sighting.objects.exists()
