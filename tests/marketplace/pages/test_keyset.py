"""Keyset pages: every row once, whatever the order, and a broken address is refused."""

import pytest
from django.utils import timezone

from demand.needs.models import Need
from marketplace.pages.keyset import BadCursor, page
from tests.factories import NeedFactory, OperationFactory

NEWEST = ("-posted_at", "-id")


@pytest.fixture
def needs(db):
    """Seven needs, of which four were posted in the same instant."""
    farm, instant = OperationFactory(), timezone.now()
    return [
        NeedFactory(
            posted_by=farm,
            posted_at=instant + timezone.timedelta(microseconds=max(0, n - 3)),
            demand__co_sign_count=n % 3,
        )
        for n in range(7)
    ]


def walk(rows, order, size):
    after, seen = "", []
    while True:
        found = page(rows, order=order, after=after, size=size)
        seen += found.rows
        after = found.after
        if not after:
            return seen


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
@pytest.mark.parametrize("order", [NEWEST, ("posted_at", "id"), ("-demand__co_sign_count", "-id")])
def test_walking_the_pages_meets_every_row_once_in_order(needs, order, size):
    seen = walk(Need.objects.select_related("demand"), order, size)

    assert seen == list(Need.objects.order_by(*order))


def test_the_last_page_has_no_next(needs):
    assert page(Need.objects.all(), order=NEWEST, size=7).after == ""


@pytest.mark.parametrize("after", ["nonsense", "bm9uc2Vuc2U", "W10", "W251bGxd"])
def test_a_broken_address_is_refused(needs, after):
    with pytest.raises(BadCursor):
        page(Need.objects.all(), order=NEWEST, after=after)


def test_a_page_costs_one_query(needs, django_assert_num_queries):
    with django_assert_num_queries(1):
        page(Need.objects.all(), order=NEWEST, size=3)
