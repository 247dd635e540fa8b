"""One's own answer over the API: given, read, replaced, withdrawn; never anybody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from demand.answers.models import Answer
from marketplace.accounts.models import ApiToken
from tests.factories import AnswerFactory, MembershipFactory, NeedFactory

pytestmark = pytest.mark.django_db

WORDS = {"level": "WOULD_BUY", "cap": 15_000, "quantity": "2.50", "certainty": 7, "note": "早めに"}


@pytest.fixture
def need():
    return NeedFactory()


def program_of(user, operation):
    _token, key = ApiToken.objects.issue(
        user=user, organisation=operation.organisation, name="帳簿"
    )
    return Client(headers={"authorization": f"Bearer {key}", "accept-language": "ja"})


@pytest.fixture
def program(sato, satos_farm):
    return program_of(sato, satos_farm)


def address(need):
    return f"/api/v1/needs/{need.slug}/co-signs/"


def send(act, need, **words):
    return act(address(need), words, content_type="application/json")


def test_a_program_co_signs(program, need, satos_farm, sato):
    answer = send(program.post, need, **WORDS)

    assert answer.status_code == 201
    told = answer.json()
    assert {name: told[name] for name in WORDS} == WORDS
    assert told["operation"] == satos_farm.organisation.slug
    given = Answer.objects.get()
    assert (given.operation, given.answered_by) == (satos_farm, sato)


def test_a_program_refuses_with_a_reason(program, need):
    answer = send(program.post, need, level="REFUSES", reason="TRUST")

    assert (answer.status_code, answer.json()["reason"]) == (201, "TRUST")


def test_ones_own_answer_is_read_and_nobody_elses(program, need, suzuki, suzukis_farm):
    send(program.post, need, **WORDS)

    assert program.get(address(need)).json()["cap"] == 15_000
    other = program_of(suzuki, suzukis_farm).get(address(need))
    assert other.status_code == 404
    assert "15000" not in other.content.decode()


def test_a_second_co_sign_clashes(program, need):
    send(program.post, need, **WORDS)

    again = send(program.post, need, **WORDS)

    assert again.status_code == 409
    assert again.json() == {
        "code": "already_co_signed",
        "detail": "この経営体はもう答えています。答えは変えられます。",
        "fields": {},
    }


def test_a_program_replaces_its_answer(program, need):
    send(program.post, need, **WORDS)

    answer = send(program.put, need, level="LETTER", cap=20_000)

    assert answer.status_code == 200
    assert (answer.json()["cap"], answer.json()["note"]) == (20_000, "")


def test_without_an_answer_there_is_nothing_to_replace_or_withdraw(program, need):
    replaced, withdrawn = send(program.put, need, **WORDS), program.delete(address(need))

    assert (replaced.status_code, replaced.json()["code"]) == (409, "not_answered")
    assert (withdrawn.status_code, withdrawn.json()["code"]) == (409, "not_answered")


def test_a_program_withdraws_its_answer(program, need):
    send(program.post, need, **WORDS)

    assert program.delete(address(need)).status_code == 204
    assert program.get(address(need)).status_code == 404
    assert not Answer.objects.standing().exists()


def test_a_clerk_names_the_operation_that_answers(tanaka, cooperative, satos_farm, need):
    MembershipFactory(user=tanaka, organisation=satos_farm.organisation, role="STAFF")
    program = program_of(tanaka, cooperative)

    answer = send(program.post, need, operation=satos_farm.organisation.slug, **WORDS)

    assert answer.status_code == 201
    assert Answer.objects.get().operation == satos_farm


@pytest.mark.parametrize("slug", ["neighbour", "nichtdas"])
def test_answering_for_a_foreign_operation_is_forbidden(program, need, suzukis_farm, slug):
    named = suzukis_farm.organisation.slug if slug == "neighbour" else slug

    answer = send(program.post, need, operation=named, **WORDS)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_operation")
    assert "一員ではない" in answer.json()["detail"]
    assert not Answer.objects.exists()


def test_a_team_of_developers_does_not_answer(ada, adas_team, need):
    answer = send(program_of(ada, adas_team).post, need, **WORDS)

    assert (answer.status_code, answer.json()["code"]) == (403, "no_operation")


def test_a_stranger_neither_reads_nor_writes(client, need):
    assert client.get(address(need)).status_code == 401
    assert send(client.post, need, **WORDS).status_code == 401


def test_a_closed_need_takes_no_answer(program):
    need = NeedFactory(open_until=timezone.localdate() - timedelta(days=1))

    answer = send(program.post, need, **WORDS)

    assert (answer.status_code, answer.json()["code"]) == (409, "need_is_closed")


def test_a_need_that_is_not_there_takes_no_answer(program):
    for act in (program.post, program.put):
        answer = act("/api/v1/needs/nichtdas/co-signs/", WORDS, content_type="application/json")
        assert answer.status_code == 404
    assert program.delete("/api/v1/needs/nichtdas/co-signs/").status_code == 404


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({}, "level"),
        ({"level": "MAYBE"}, "level"),
        ({"level": "WOULD_BUY", "cap": -1}, "cap"),
        ({"level": "WOULD_BUY", "cap": 2**31}, "cap"),
        ({"level": "WOULD_BUY", "cap": 1, "quantity": 0}, "__all__"),
        ({"level": "WOULD_BUY", "cap": 1, "quantity": "0.001"}, "quantity"),
        ({"level": "WOULD_BUY", "quantity": 1}, "cap"),
        ({"level": "WOULD_BUY", "certainty": 11}, "certainty"),
        ({"level": "WOULD_BUY", "note": "あ" * 401}, "note"),
        ({"level": "REFUSES"}, "__all__"),
        ({"level": "REFUSES", "reason": "MOOD"}, "reason"),
        ({"level": "REFUSES", "reason": "PRICE", "cap": 1}, "__all__"),
        ({"level": "WOULD_BUY", "operation": "not a slug!"}, "operation"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_given(program, need, words, field):
    answer = send(program.post, need, **words)

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]
    assert all("Constraint" not in said for said in answer.json()["fields"][field])
    assert not Answer.objects.exists()


def test_an_answer_of_a_farm_that_one_left_is_out_of_reach(sato, satos_farm, need):
    AnswerFactory(need=need, operation=satos_farm, answered_by=sato)
    program = program_of(sato, satos_farm)
    sato.memberships.all().delete()

    assert program.get(address(need)).status_code == 403
    assert program.delete(address(need)).status_code == 403
