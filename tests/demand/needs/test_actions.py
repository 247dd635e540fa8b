from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from demand.needs import actions
from demand.needs.models import Need
from demand.needs.vocabulary import Kind, Period, Task, Thing
from demand.operations.actions import NotYourOperation
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.changes.models import Change

pytestmark = pytest.mark.django_db


@pytest.fixture
def written():
    return {
        "kind": Kind.TECHNOLOGY,
        "sector": Sector.AGRICULTURE,
        "product": "いちご",
        "prefecture": Prefecture.TOCHIGI,
        "tasks": [Task.PERCEPTION],
        "title": "うどんこ病を早く知りたい",
        "story": "葉裏に白い粉がつくころには隣のうねまで広がっている。",
        "thing": Thing.TEN_ARES,
        "period": Period.YEAR,
        "rungs": [8_000, 15_000, 30_000],
    }


@pytest.fixture
def post(satos_farm, sato, now, written):
    """Post Sato's need, with other words where a test says so."""

    def post_one(*, key=None, operation=satos_farm, by=sato, **words):
        return actions.post_need(
            operation=operation, by=by, now=now, posting_key=key or uuid4(), **written | words
        )

    return post_one


def test_sato_posts_a_need(post, satos_farm, now):
    need = post()

    assert (need.posted_by, need.posted_at, need.title) == (
        satos_farm,
        now,
        "うどんこ病を早く知りたい",
    )
    assert need.get_absolute_url() == f"/needs/{need.slug}/"


def test_news_of_a_need_is_in_the_log(post):
    need = post()

    change = Change.objects.get()
    assert (change.noun, change.key, change.kind) == ("need", need.pk, "posted")


def test_the_same_key_posts_once(post):
    key = uuid4()

    first, again = post(key=key), post(key=key, title="書きかえた題")

    assert again == first
    assert Need.objects.get().title == "うどんこ病を早く知りたい"
    assert Change.objects.count() == 1


def test_a_key_of_somebody_elses_need_is_refused(post, suzuki, suzukis_farm):
    key = uuid4()
    post(key=key)

    with pytest.raises(actions.PostingKeyIsTaken):
        post(key=key, operation=suzukis_farm, by=suzuki)


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_makes_one_need(post):
    key, posted, both_ready = uuid4(), [], Barrier(2)

    def tap():
        both_ready.wait()
        posted.append(post(key=key).pk)
        connection.close()

    taps = [Thread(target=tap) for _ in range(2)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()

    assert posted == [Need.objects.get().pk] * 2


def test_suzuki_does_not_post_for_satos_farm(post, suzuki):
    with pytest.raises(NotYourOperation):
        post(by=suzuki)

    assert not Need.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "あ" * 81}, "title"),
        ({"story": ""}, "story"),
        ({"sector": "MINING"}, "sector"),
        ({"prefecture": "48"}, "prefecture"),
        ({"kind": "WISH"}, "kind"),
        ({"tasks": ["FLY"]}, "tasks"),
        ({"rungs": [15_000, 8_000, 30_000]}, "rungs"),
        ({"rungs": [8_000, 8_000, 30_000]}, "rungs"),
        ({"rungs": [0, 8_000, 30_000]}, "rungs"),
        ({"rungs": [8_000, 30_000]}, "__all__"),
        ({"rungs": [1, 2, 3, 4, 5, 6, 7, 8]}, "__all__"),
        ({"thing": ""}, "__all__"),
        ({"acceptance_hits": 8}, "__all__"),
        ({"eligible_count": 5_000}, "__all__"),
        ({"kind": Kind.INSTITUTION}, "__all__"),
    ],
)
def test_a_need_that_breaks_a_rule_is_refused_in_words(post, wrong, field):
    with pytest.raises(ValidationError) as refusal:
        post(**wrong)

    sentences = refusal.value.message_dict[field]
    assert all("Constraint" not in sentence for sentence in sentences)
    assert not Need.objects.exists()


def test_a_day_that_is_over_is_refused_and_today_is_not(post, now):
    today = timezone.localdate(now)

    with pytest.raises(ValidationError) as refusal:
        post(open_until=today - timedelta(days=1))
    assert list(refusal.value.message_dict) == ["open_until"]
    assert post(open_until=today).open_until == today
