"""Permission to take data: asked, given for a time and a purpose, taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from datasets.library import actions
from datasets.library.models import Dataset, Grant, Pull
from datasets.library.vocabulary import Access, GrantState, Use
from tests.factories import OrganisationFactory, VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def guarded(satos_farm, with_table):
    """Sato's data, given out one by one."""
    version = VersionFactory(
        dataset__organisation=satos_farm.organisation, dataset__access=Access.GRANT
    )
    with_table(version)
    return version.dataset


@pytest.fixture
def team(adas_team):
    return adas_team.organisation


@pytest.fixture
def asked(guarded, team, ada, now):
    return ask(guarded, team, ada, now)


def ask(dataset, organisation, by, now):
    return actions.ask_for_grant(
        dataset=dataset,
        organisation=organisation,
        by=by,
        now=now,
        use=Use.PRODUCT,
        purpose="葉の病気を見分けるアプリ",
    )


@pytest.fixture
def program(with_token, ada, team):
    return with_token(ada, team)


@pytest.fixture
def pull(program, guarded):
    return lambda: program.get(reverse("pull", args=[guarded.slug, 1, guarded.slug])).status_code


def test_data_given_one_by_one_is_seen_by_all_and_taken_by_nobody_else(
    client, guarded, pull, with_token, sato, satos_farm
):
    owner = with_token(sato, satos_farm.organisation)

    assert client.get(guarded.get_absolute_url()).status_code == 200
    assert client.get(reverse("api_dataset", args=[guarded.slug])).status_code == 200
    assert pull() == 404
    assert owner.get(reverse("pull", args=[guarded.slug, 1, "x"])).status_code == 200


def test_a_permission_opens_the_data_and_the_ledger_names_it(asked, sato, now, pull):
    actions.answer_grant(grant=asked, by=sato, now=now, is_given=True)

    assert pull() == 200
    assert Pull.objects.get().grant == asked


def test_a_permission_ends_by_itself_and_can_be_asked_for_anew(
    asked, guarded, sato, ada, team, now, pull
):
    actions.answer_grant(
        grant=asked, by=sato, now=now, is_given=True, expires_at=now - timedelta(seconds=1)
    )

    assert pull() == 404
    assert ask(guarded, team, ada, now).state == GrantState.ASKED


def test_a_permission_taken_back_gives_nothing_more(asked, sato, now, pull):
    actions.answer_grant(grant=asked, by=sato, now=now, is_given=True)
    actions.revoke_grant(grant=asked, by=sato, now=now)

    assert pull() == 404
    with pytest.raises(actions.NotOpen):
        actions.revoke_grant(grant=asked, by=sato, now=now)


def test_a_request_is_made_once_and_answered_once(asked, guarded, team, ada, sato, now):
    with pytest.raises(actions.AlreadyAsked):
        ask(guarded, team, ada, now)
    actions.answer_grant(grant=asked, by=sato, now=now, is_given=False, answer="準備中です")

    with pytest.raises(actions.NotOpen):
        actions.answer_grant(grant=asked, by=sato, now=now, is_given=True)


def test_nobody_else_asks_or_answers(asked, guarded, team, ada, suzuki, satos_farm, sato, now):
    with pytest.raises(actions.NotYours):
        actions.answer_grant(grant=asked, by=ada, now=now, is_given=True)
    with pytest.raises(actions.NotYours):
        ask(guarded, team, suzuki, now)
    with pytest.raises(actions.NothingToAsk):
        ask(guarded, satos_farm.organisation, sato, now)


def test_open_data_need_not_be_asked_for(guarded, team, ada, now):
    guarded.access = Access.OPEN
    guarded.save()

    with pytest.raises(actions.NothingToAsk):
        ask(guarded, team, ada, now)


def test_data_leaves_the_country_only_if_that_is_agreed_to(guarded, team, ada, sato, now, pull):
    team.country = "NZ"
    team.save()
    grant = ask(guarded, team, ada, now)

    with pytest.raises(ValidationError, match=r"leaves the country|国外"):
        actions.answer_grant(grant=grant, by=sato, now=now, is_given=True)
    assert pull() == 404

    actions.answer_grant(grant=grant, by=sato, now=now, is_given=True, abroad_agreed=True)
    assert pull() == 200


def test_a_permission_is_for_the_country_that_it_was_given_for(
    asked, guarded, team, ada, sato, now, pull
):
    actions.answer_grant(grant=asked, by=sato, now=now, is_given=True)
    assert pull() == 200

    team.country = "NZ"
    team.save()

    assert pull() == 404
    assert ask(guarded, team, ada, now).country == "NZ"
    assert Grant.objects.get(pk=asked.pk).state == GrantState.REVOKED


def test_who_acts_for_two_is_written_down_for_each(
    guarded, asked, sato, ada, team, now, with_token, pull
):
    other = OrganisationFactory(name="Ada Research", member=ada)
    for grant in (asked, ask(guarded, other, ada, now)):
        actions.answer_grant(grant=grant, by=sato, now=now, is_given=True)

    pull()
    with_token(ada, other).get(reverse("pull", args=[guarded.slug, 1, guarded.slug]))
    pull()

    assert list(Pull.objects.order_by("id").values_list("organisation", flat=True)) == [
        team.pk,
        other.pk,
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": GrantState.GIVEN},
        {"answered": True, "state": GrantState.GIVEN},
        {"answered": True},
        {"purpose": ""},
    ],
)
def test_a_grant_that_does_not_add_up_is_refused(guarded, team, ada, now, wrong):
    answered = {"answered_by": ada, "answered_at": now} if wrong.pop("answered", False) else {}

    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(
            **{
                "dataset": guarded,
                "organisation": team,
                "use": Use.RESEARCH,
                "purpose": "試験",
                "country": "JP",
                "asked_by": ada,
            }
            | answered
            | wrong
        )


# Pages


@pytest.fixture
def as_ada(ada):
    client = Client(headers={"accept-language": "ja"})
    client.force_login(ada)
    return client


@pytest.fixture
def as_sato(sato):
    client = Client(headers={"accept-language": "ja"})
    client.force_login(sato)
    return client


def test_one_asks_on_the_page_and_the_owner_answers_on_theirs(
    as_ada, as_sato, adas_team, satos_farm, guarded, pull
):
    where = reverse("ask_for_grant", args=[guarded.slug])
    refused = as_ada.post(where, {"use": "PRODUCT", "purpose": ""})
    sent = as_ada.post(where, {"use": "PRODUCT", "purpose": "病気を見分ける"})
    grant = Grant.objects.get()

    assert (refused.status_code, sent.status_code) == (422, 302)
    assert "申請中" in as_ada.get(guarded.get_absolute_url()).content.decode()
    assert "病気を見分ける" in as_sato.get(reverse("grants")).content.decode()

    answer = as_sato.post(
        reverse("answer_grant", args=[grant.pk]), {"act": "give", f"{grant.pk}-answer": "どうぞ"}
    )

    assert answer.status_code == 302
    assert pull() == 200
    assert "どうぞ" in as_ada.get(reverse("grants")).content.decode()


def test_a_day_gone_by_is_refused_at_its_field(as_sato, satos_farm, asked):
    answer = as_sato.post(
        reverse("answer_grant", args=[asked.pk]), {"act": "give", f"{asked.pk}-until": "2020-01-01"}
    )

    assert answer.status_code == 422
    assert "これから先の日付" in answer.content.decode()


def test_a_second_answer_is_said_in_words(as_sato, asked, sato, now):
    actions.answer_grant(grant=asked, by=sato, now=now, is_given=False)

    answer = as_sato.post(reverse("answer_grant", args=[asked.pk]), {"act": "give"})

    assert answer.status_code == 422
    assert "すでに返事" in answer.content.decode()


def test_others_cannot_answer_on_the_page(as_ada, adas_team, asked):
    there, nowhere = (reverse("answer_grant", args=[key]) for key in (asked.pk, asked.pk + 1))

    assert as_ada.post(there, {"act": "give"}).status_code == 404
    assert as_ada.post(nowhere, {"act": "give"}).status_code == 404
    assert Grant.objects.get().state == GrantState.ASKED


@pytest.mark.parametrize("act", ["", "refuse"])
def test_an_answer_that_nobody_knows_declines_nothing(as_sato, asked, act):
    answer = as_sato.post(
        reverse("answer_grant", args=[asked.pk]), {"act": act, f"{asked.pk}-answer": "どうぞ"}
    )

    assert answer.status_code == 400
    assert "どうぞ" in answer.content.decode()
    assert "答えを一つ選んでください" in answer.content.decode()
    assert Grant.objects.get().state == GrantState.ASKED


# API


def test_programs_ask_and_answer(program, with_token, sato, satos_farm, guarded, pull):
    asked = program.post(
        reverse("api_grants"),
        {"dataset": guarded.slug, "use": "RESEARCH", "purpose": "試験"},
        content_type="application/json",
    )
    where = reverse("api_grant", args=[asked.json()["id"]])
    again = program.post(
        reverse("api_grants"),
        {"dataset": guarded.slug, "use": "RESEARCH", "purpose": "試験"},
        content_type="application/json",
    )
    own = program.post(where, {"reply": "give"}, content_type="application/json")
    given = with_token(sato, satos_farm.organisation).post(
        where, {"reply": "give"}, content_type="application/json"
    )

    assert (asked.status_code, again.status_code) == (201, 409)
    assert own.status_code == 403
    assert given.json()["state"] == "GIVEN"
    assert pull() == 200
    assert [each["id"] for each in program.get(reverse("api_grants")).json()["results"]] == [
        asked.json()["id"]
    ]


def test_who_has_nothing_to_do_with_a_request_does_not_see_it(
    with_token, suzuki, suzukis_farm, asked
):
    stranger = with_token(suzuki, suzukis_farm.organisation)

    assert stranger.get(reverse("api_grant", args=[asked.pk])).status_code == 404
    assert stranger.get(reverse("api_grants")).json()["results"] == []


@pytest.mark.parametrize("slug", ["nowhere", "どこにもない"])
def test_data_that_is_not_there_is_not_found(program, guarded, slug):
    answer = program.post(
        reverse("api_grants"),
        {"dataset": slug, "use": "RESEARCH", "purpose": "試験"},
        content_type="application/json",
    )

    assert answer.status_code == 404


def test_hidden_data_cannot_be_asked_for(program, guarded):
    Dataset.objects.filter(pk=guarded.pk).update(access=Access.OWNER)

    answer = program.post(
        reverse("api_grants"),
        {"dataset": guarded.slug, "use": "RESEARCH", "purpose": "試験"},
        content_type="application/json",
    )

    assert answer.status_code == 404
