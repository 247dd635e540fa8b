"""Each rule of the tables lets a row in and refuses one."""

import pytest
from django.db import IntegrityError

from demand.details.models import Detail, Entry, Filing, Paper, Photo, WorkStep
from demand.details.vocabulary import Holder
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    return NeedFactory()


@pytest.fixture
def paper():
    return Paper.objects.create(name="漁獲報告", office="県庁")


def step(need, **changed):
    words = {
        "place": 0, "name": "見回り", "minutes": 30, "times": 100,
        "seniority": "SENIOR", "actor": "EITHER", "blocker": "",
    }  # fmt: skip
    return WorkStep.objects.create(need=need, **words | changed)


@pytest.mark.parametrize(
    "words",
    [
        {"autonomy": "H6"},
        {"device": "ABACUS"},
        {"conditions": ["LAVA"]},
        {"place_changes": ["MOVE_AWAY"]},
    ],
)
def test_a_detail_speaks_known_words(need, words):
    Detail.objects.create(need=NeedFactory(), autonomy="H1", conditions=["WET"])

    with pytest.raises(IntegrityError, match="detail_speaks_known_words"):
        Detail.objects.create(need=need, **words)


def test_watts_are_more_than_nothing(need):
    Detail.objects.create(need=NeedFactory(), watts=1)

    with pytest.raises(IntegrityError, match="detail_watts_are_more_than_nothing"):
        Detail.objects.create(need=need, watts=0)


@pytest.mark.parametrize("words", [{"seniority": "KING"}, {"actor": ""}, {"blocker": "FATE"}])
def test_a_step_speaks_known_words(need, words):
    step(need, blocker="HANDLING")

    with pytest.raises(IntegrityError, match="work_step_speaks_known_words"):
        step(need, place=1, **words)


@pytest.mark.parametrize("words", [{"minutes": 0}, {"times": 0}])
def test_a_step_takes_its_time(need, words):
    step(need, minutes=1, times=1)

    with pytest.raises(IntegrityError, match="work_step_takes_its_time"):
        step(need, place=1, **words)


def test_two_steps_do_not_stand_in_one_place(need):
    step(need)
    step(NeedFactory())

    with pytest.raises(IntegrityError, match="steps_of_a_need_stand_in_order"):
        step(need)


def test_a_paper_is_registered_once_per_office(paper):
    Paper.objects.create(name="漁獲報告", office="漁連")

    with pytest.raises(IntegrityError, match="a_paper_is_registered_once"):
        Paper.objects.create(name="漁獲報告", office="県庁")


@pytest.mark.parametrize("words", [{"name": ""}, {"office": ""}])
def test_a_paper_has_name_and_office(words):
    with pytest.raises(IntegrityError, match="paper_has_name_and_office"):
        Paper.objects.create(**{"name": "届出", "office": "役場"} | words)


def test_a_paper_has_an_entry_once(paper):
    Entry.objects.create(paper=paper, name="船名", holder=Holder.OURSELVES)

    with pytest.raises(IntegrityError, match="a_paper_has_an_entry_once"):
        Entry.objects.create(paper=paper, name="船名", holder=Holder.NOBODY)


def test_the_holder_of_an_entry_is_known(paper):
    with pytest.raises(IntegrityError, match="entry_holder_is_known"):
        Entry.objects.create(paper=paper, name="船名", holder="GHOST")


def test_a_need_names_a_paper_once(need, paper):
    Filing.objects.create(need=need, paper=paper, filings=1, minutes=1)
    Filing.objects.create(need=NeedFactory(), paper=paper, filings=1, minutes=1)

    with pytest.raises(IntegrityError, match="a_need_names_a_paper_once"):
        Filing.objects.create(need=need, paper=paper, filings=2, minutes=2)


@pytest.mark.parametrize("words", [{"filings": 0}, {"minutes": 0}])
def test_a_filing_takes_its_time(need, paper, words):
    with pytest.raises(IntegrityError, match="filing_takes_its_time"):
        Filing.objects.create(need=need, paper=paper, **{"filings": 1, "minutes": 1} | words)


def test_a_need_has_five_photos_at_most(need):
    Photo.objects.create(need=need, place=4, width=1, height=1)

    with pytest.raises(IntegrityError, match="a_need_has_five_photos_at_most"):
        Photo.objects.create(need=need, place=5, width=1, height=1)


def test_two_photos_do_not_take_one_place(need):
    Photo.objects.create(need=need, place=0, width=1, height=1)

    with pytest.raises(IntegrityError, match="photos_have_their_places"):
        Photo.objects.create(need=need, place=0, width=1, height=1)


def test_a_photo_has_a_size(need):
    with pytest.raises(IntegrityError, match="photo_has_a_size"):
        Photo.objects.create(need=need, place=0, width=0, height=1)
