from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from demand.details import actions
from demand.needs.models import Need
from demand.needs.vocabulary import Period, Thing
from demand.operations.actions import NotYourOperation
from demand.talk.actions.speaking import AuthorIsBlocked
from demand.talk.models import Standing
from demand.talk.vocabulary import Trust
from marketplace.changes.models import Change
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db
TITLE = "うどんこ病を早く知りたい"


@pytest.fixture
def post(satos_farm):
    def post_one(**words):
        return NeedFactory(posted_by=satos_farm, title=TITLE, **words)

    return post_one


def test_sato_changes_the_need_and_what_it_said_stays_in_its_history(post, sato, now):
    need = post(open_until=timezone.localdate(now))
    until = timezone.localdate(now) + timedelta(days=30)

    edited = actions.edit_need(need=need, by=sato, now=now, title="新しい題", open_until=until)

    assert (edited.title, edited.open_until) == ("新しい題", until)
    edit = need.edits.get()
    assert edit.fields["title"] == {"before": "うどんこ病を早く知りたい", "after": "新しい題"}
    assert edit.fields["open_until"]["after"] == until.isoformat()
    assert Change.objects.filter(noun="need", key=need.pk, kind="edited").count() == 1


def test_a_change_of_nothing_leaves_no_trace(post, sato, now):
    need = post()

    actions.edit_need(need=need, by=sato, now=now, title=need.title)

    assert not need.edits.exists()
    assert not Change.objects.filter(kind="edited").exists()


def test_suzuki_does_not_change_satos_need(post, suzuki, now):
    with pytest.raises(NotYourOperation):
        actions.edit_need(need=post(), by=suzuki, now=now, title="盗んだ")


@pytest.mark.parametrize(
    "words", [{"thing": Thing.HECTARE}, {"period": Period.ONCE}, {"rungs": [1, 2, 3]}]
)
def test_neither_unit_nor_prices_change_once_somebody_has_answered(post, sato, now, words):
    need = post()
    actions.edit_need(need=need, by=sato, now=now, **words)
    Need.objects.fix_prices(Need.objects.get(pk=need.pk), now)

    with pytest.raises(actions.PricesAreFixed):
        actions.edit_need(
            need=need, by=sato, now=now, thing=Thing.BOAT, period=Period.USE, rungs=[4, 5, 6]
        )

    actions.edit_need(need=need, by=sato, now=now, title="題だけ")
    assert Need.objects.get(pk=need.pk).title == "題だけ"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": ""}, "title"),
        ({"rungs": [3, 2, 1]}, "rungs"),
        ({"open_until": date(2020, 1, 1)}, "open_until"),
    ],
)
def test_an_edit_that_breaks_a_rule_is_refused_by_field(post, sato, now, words, field):
    need = post()

    with pytest.raises(ValidationError) as refused:
        actions.edit_need(need=need, by=sato, now=now, **words)

    assert field in refused.value.message_dict
    assert not need.edits.exists()


def test_a_blocked_author_changes_nothing(post, sato, now):
    Standing.objects.create(user=sato, trust=Trust.BLOCKED)

    with pytest.raises(AuthorIsBlocked):
        actions.edit_need(need=post(), by=sato, now=now, title="安い薬あります")

    assert Need.objects.get().title == TITLE
