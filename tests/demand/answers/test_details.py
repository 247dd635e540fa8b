"""The details of an answer: the interval of its price, and what automation would cost."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from demand.answers import actions
from demand.answers.models import Answer, Publication, Revision
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level, Reason
from tests.factories import AnswerFactory, NeedFactory, OperationFactory, RefusalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    """Its rungs: 8,000, 10,000, 15,000, 20,000 and 30,000."""
    return NeedFactory()


def answer(need, **words):
    farm = OperationFactory()
    return actions.co_sign(
        need=need,
        operation=farm,
        by=farm.organisation.members.get(),
        now=timezone.now(),
        **words,
    )


@pytest.mark.parametrize(
    ("cap", "lowest_no"),
    [(0, 8_000), (7_999, 8_000), (8_000, 10_000), (16_000, 20_000), (30_000, None)],
)
def test_a_price_leaves_the_next_rung_as_the_lowest_no(need, cap, lowest_no):
    given = answer(need, level=Level.WOULD_BUY, cap=cap)

    assert (given.cap, given.lowest_no) == (cap, lowest_no)
    assert Revision.objects.get().lowest_no == lowest_no


def test_whoever_finds_all_too_dear_says_no_at_the_first(need):
    given = answer(need, level=Level.REFUSES, reason=Reason.PRICE)

    assert (given.cap, given.lowest_no) == (None, 8_000)


def test_who_refuses_for_another_reason_says_nothing_of_prices(need):
    assert answer(need, level=Level.REFUSES, reason=Reason.TRUST).lowest_no is None


def test_the_interval_may_be_narrower_than_the_rungs(need):
    given = answer(need, level=Level.WOULD_BUY, cap=16_000, lowest_no=17_000)

    assert given.lowest_no == 17_000


@pytest.mark.parametrize(
    "words",
    [
        {"level": Level.WOULD_BUY, "cap": 16_000, "lowest_no": 16_000},
        {"level": Level.INTEREST, "lowest_no": 16_000},
        {"level": Level.REFUSES, "reason": Reason.TRUST, "lowest_no": 8_000},
        {"level": Level.REFUSES, "reason": Reason.TRUST, "premium_lost": 8_000},
        {"level": Level.WOULD_BUY, "premium_lost": 8_000},
    ],
)
def test_what_contradicts_itself_is_refused_in_words(need, words):
    with pytest.raises(ValidationError):
        answer(need, **words)

    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"lowest_no": 15_000}, "answer_says_no_above_its_yes"),
        ({"premium_lost": 1}, "answer_loses_a_premium_only_by_automation"),
    ],
)
def test_the_database_refuses_it_too(need, change, name):
    AnswerFactory(need=need, cap=15_000, lowest_no=15_001)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Answer.objects.update(**change)


def test_everything_is_said_on_the_page(as_user, sato, satos_farm, need):
    as_user(sato).post(
        f"/needs/{need.slug}/co-sign/",
        {
            "price": "MORE",
            "cap": "3万5千円",
            "lowest_no": "４万",
            "quantity": "25a",
            "level": "CONDITIONAL",
            "certainty": "8",
        },
    )

    given = Answer.objects.get()
    assert (given.cap, given.lowest_no, given.quantity) == (35_000, 40_000, Decimal("2.5"))
    assert (given.level, given.certainty) == (Level.CONDITIONAL, 8)
    page = as_user(sato).get(need.get_absolute_url()).content.decode()
    # What somebody wrote stands in the form again; the next rung would not.
    assert 'value="40000"' in page


def test_a_no_below_the_yes_is_said_at_its_field(as_user, sato, satos_farm, need):
    page = as_user(sato).post(
        f"/needs/{need.slug}/co-sign/", {"price": "15000", "lowest_no": "9000"}
    )

    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"lowest_no"}


def test_all_is_said_and_read_back_by_programs(as_user, sato, satos_farm, need):
    words = {"level": "WOULD_BUY", "cap": 16_000, "lowest_no": 18_000, "quantity": "2.50",
             "certainty": 9}  # fmt: skip
    address = f"/api/v1/needs/{need.slug}/co-signs/"
    client = as_user(sato)

    client.post(address, words, content_type="application/json")
    told = client.get(address).json()

    assert {name: told[name] for name in words} == words


def test_not_wanting_it_automated_is_said_with_what_is_at_stake(as_user, sato, satos_farm, need):
    client = as_user(sato)
    client.post(
        f"/needs/{need.slug}/co-sign/", {"reason": "NOT_AUTOMATED", "premium_lost": "一万二千円"}
    )

    told = client.get(f"/api/v1/needs/{need.slug}/co-signs/").json()
    assert (told["reason"], told["premium_lost"]) == ("NOT_AUTOMATED", 12_000)
    assert 'value="12000"' in client.get(need.get_absolute_url()).content.decode()


def test_a_premium_with_another_reason_is_said_at_its_field(as_user, sato, satos_farm, need):
    page = as_user(sato).post(
        f"/needs/{need.slug}/co-sign/", {"reason": "PRICE", "premium_lost": "1000"}
    )

    assert page.status_code == 422
    assert page.context["refusal"].errors.keys() == {"premium_lost"}


def premiums(need, count):
    for _ in range(count):
        RefusalFactory(need=need, reason=Reason.NOT_AUTOMATED, premium_lost=12_000)


def test_from_five_on_the_curve_is_read_net_of_the_premium(client, in_english, need):
    premiums(need, 5)
    for cap in need.rungs:
        answer(need, level=Level.LETTER, cap=cap)
    summarise(need.pk)

    published = Publication.objects.get().curve
    brought = max(published["stated"]["revenue"]["estimate"])
    # √(10,000 · 15,000) = 12,247, to two digits.
    assert published["premium"]["per_unit"] == 12_000
    assert published["premium"]["net_revenue"] == round(brought - 5 * 12_000)
    told = client.get(f"/api/v1/needs/{need.slug}/").json()
    assert told["publication"]["premium"] == published["premium"]
    page = in_english.get(f"{need.get_absolute_url()}?show=1").content.decode()
    assert "5 do not want this automated" in page


def test_below_five_nothing_is_told_of_premiums(client, need):
    premiums(need, 4)
    for cap in need.rungs:
        answer(need, level=Level.LETTER, cap=cap)
    summarise(need.pk)

    assert Publication.objects.get().curve["premium"] is None
    told = client.get(f"/api/v1/needs/{need.slug}/").json()
    assert told["publication"]["premium"] is None
