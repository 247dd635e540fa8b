"""A phone that several share asks whose answer it is, and shows nobody's before that."""

import re

import pytest
from django.test import Client

from demand.answers.models import Answer, Appeal, Trace
from tests.factories import AnswerFactory, MembershipFactory, NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    return NeedFactory()


@pytest.fixture
def shared(as_user, sato, satos_farm, suzukis_farm):
    """Sato's phone, on which she answers for Suzuki's farm as well."""
    MembershipFactory(user=sato, organisation=suzukis_farm.organisation)
    return as_user(sato, "ja")


def test_it_asks_and_shows_no_answer_before(shared, need, satos_farm, sato):
    AnswerFactory(need=need, operation=satos_farm, answered_by=sato, cap=23_456)

    page = shared.get(f"/needs/{need.slug}/").content.decode()

    assert "どなたの回答ですか" in page
    assert "鈴木農園" in page
    assert "23,456" not in page
    assert 'name="price"' not in page


def test_the_chosen_one_answers_and_it_asks_anew(shared, need, suzukis_farm):
    code = suzukis_farm.organisation.slug
    page = shared.get(f"/needs/{need.slug}/?for={code}").content.decode()
    assert f'name="who" value="{code}"' in page

    answer = shared.post(f"/needs/{need.slug}/co-sign/", {"price": "15000", "who": code})

    assert Answer.objects.get().operation == suzukis_farm
    assert "どなたの回答ですか" in shared.get(answer.url).content.decode()


def test_the_chosen_one_withdraws(shared, need, suzukis_farm, satos_farm, sato):
    for farm in (suzukis_farm, satos_farm):
        AnswerFactory(need=need, operation=farm, answered_by=sato)

    shared.post(f"/needs/{need.slug}/withdraw/", {"who": suzukis_farm.organisation.slug})

    assert Answer.objects.standing().get().operation == satos_farm


def test_a_tap_that_does_not_say_whose_is_kept_and_asked(shared, need, satos_farm):
    asked = shared.post(f"/needs/{need.slug}/co-sign/", {"price": "15000"}, follow=True)
    assert "書いた内容は残っています" in asked.content.decode()
    assert not Answer.objects.exists()

    shared.get(f"/needs/{need.slug}/co-sign/resume/?for={satos_farm.organisation.slug}")

    assert Answer.objects.get().operation == satos_farm


def hidden_fields(page, action):
    """Read what the form of an action carries besides what its reader presses."""
    form = page[page.index(f'action="{action}"') :].split("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def test_an_appeal_is_made_for_whose_page_it_stands_on(
    shared, need, sato, satos_farm, suzukis_farm, now
):
    for farm in (satos_farm, suzukis_farm):
        answer = AnswerFactory(need=need, operation=farm, answered_by=sato)
        Trace.objects.create(answer=answer, at=now, hand=1, hand_size=9)
    page = shared.get(f"/needs/{need.slug}/?for={suzukis_farm.organisation.slug}").content.decode()
    action = f"/needs/{need.slug}/appeal/"

    wrong = shared.post(action, hidden_fields(page, action) | {"words": " "})
    again = hidden_fields(wrong.content.decode(), action)
    shared.post(action, again | {"words": "地区の集まりで"})

    assert Appeal.objects.get().answer.operation == suzukis_farm


def test_an_appeal_that_does_not_say_whose_is_not_made(shared, need, sato, satos_farm, now):
    answer = AnswerFactory(need=need, operation=satos_farm, answered_by=sato)
    Trace.objects.create(answer=answer, at=now, hand=1, hand_size=9)

    asked = shared.post(f"/needs/{need.slug}/appeal/", {"words": "集まりで"}, follow=True)

    assert "どなたの回答ですか" in asked.content.decode()
    assert not Appeal.objects.exists()


def test_a_price_moves_for_whose_page_it_stands_on(shared, need, sato, satos_farm, suzukis_farm):
    for farm in (satos_farm, suzukis_farm):
        AnswerFactory(need=need, operation=farm, answered_by=sato, cap=15_000)
    need.canonical = into = NeedFactory()
    need.save()
    page = shared.get(f"/needs/{into.slug}/?for={suzukis_farm.organisation.slug}").content.decode()
    action = f"/needs/{need.slug}/move/"

    shared.post(action, hidden_fields(page, action) | {"yes": "1"})

    assert Answer.objects.get(counts_for=[into.pk]).operation == suzukis_farm


def test_what_waits_is_decided_for_whom_the_page_asks(shared, need, sato, satos_farm, suzukis_farm):
    for farm in (satos_farm, suzukis_farm):
        AnswerFactory(need=need, operation=farm, answered_by=sato, cap=15_000)
    need.canonical = NeedFactory()
    need.save()
    shared.post("/me/act-for/", {"organisation": suzukis_farm.organisation.slug})
    page = shared.get("/needs/waiting/").content.decode()
    # Meanwhile, in another tab of the same phone.
    shared.post("/me/act-for/", {"organisation": satos_farm.organisation.slug})

    action = f"/needs/{need.slug}/move/"
    shared.post(action, hidden_fields(page, action) | {"no": "1"})

    assert Answer.objects.get(kept_from=[need.canonical_id]).operation == suzukis_farm


def test_nobody_is_named_whom_one_does_not_speak_for(as_user, sato, satos_farm, need, moris_boat):
    page = as_user(sato, "ja")

    page.post(
        f"/needs/{need.slug}/co-sign/", {"price": "15000", "who": moris_boat.organisation.slug}
    )

    assert Answer.objects.get().operation == satos_farm


def test_whoever_holds_mandates_is_led_to_the_table(
    as_user, tanaka, cooperative, satos_mandate, need
):
    page = as_user(tanaka, "ja").get(f"/needs/{need.slug}/").content.decode()

    assert f"/needs/{need.slug}/meeting/" in page
    assert "はが野いちご組合" in page


def test_whoever_speaks_for_one_is_not_asked(as_user, sato, satos_farm, need):
    page = as_user(sato, "ja").get(f"/needs/{need.slug}/").content.decode()

    assert "どなたの回答ですか" not in page
    assert 'name="price"' in page
    assert "どなたの回答ですか" not in Client().get(f"/needs/{need.slug}/").content.decode()


def test_a_withdrawal_carries_the_token_against_forgery(sato, satos_farm, need):
    """A part that is included apart from its page would lose it."""
    AnswerFactory(need=need, operation=satos_farm, answered_by=sato)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(sato)
    page = strict.get(f"/needs/{need.slug}/").content.decode()
    form = page[page.index(f'action="/needs/{need.slug}/withdraw/"') :]
    token = form.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    answer = strict.post(f"/needs/{need.slug}/withdraw/", {"csrfmiddlewaretoken": token})

    assert answer.status_code == 302
    assert 'name="csrfmiddlewaretoken"' in form[: form.index("</form>")]
