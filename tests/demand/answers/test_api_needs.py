"""Needs for programs: reading them is public, writing them takes a token or a session."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from demand.answers import actions
from demand.answers.models import Answer
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level
from demand.needs.models import Need
from marketplace.accounts.models import ApiToken
from tests.factories import AnswerFactory, InstitutionNeedFactory, NeedFactory, OperationFactory

pytestmark = pytest.mark.django_db

NEEDS = "/api/v1/needs/"
WRITTEN = {
    "kind": "TECHNOLOGY",
    "sector": "AGRICULTURE",
    "product": "いちご",
    "prefecture": "09",
    "tasks": ["PERCEPTION"],
    "title": "うどんこ病を早く知りたい",
    "story": "葉裏に白い粉がつく。",
    "acceptance_hits": 8,
    "acceptance_trials": 10,
    "thing": "10A",
    "period": "YEAR",
    "rungs": [30_000, 8_000, 15_000],
}


@pytest.fixture
def program(sato, satos_farm):
    """Give a client with a token of Sato's farm."""
    _token, key = ApiToken.objects.issue(
        user=sato, organisation=satos_farm.organisation, name="帳簿"
    )
    return Client(headers={"authorization": f"Bearer {key}", "accept-language": "ja"})


def post(client, headers=None, **changed):
    return client.post(NEEDS, WRITTEN | changed, content_type="application/json", headers=headers)


def slugs(answer):
    return [need["slug"] for need in answer.json()["results"]]


# Reading


def test_the_newest_come_first_with_their_counts(client, now):
    older = NeedFactory(posted_at=now - timedelta(days=1), demand__co_sign_count=3)
    newer = NeedFactory(posted_at=now, demand__refusal_count=1)

    answer = client.get(NEEDS)

    assert slugs(answer) == [newer.slug, older.slug]
    assert answer.json()["next"] is None
    assert [need["co_sign_count"] for need in answer.json()["results"]] == [0, 3]
    assert answer.json()["results"][0]["refusal_count"] == 1


def test_a_need_is_told_in_plain_words_and_codes(client, satos_farm, now):
    need = NeedFactory(
        title="苗の病気",
        posted_by=satos_farm,
        posted_at=now,
        eligible_count=5_000,
        eligible_source="センサス",
    )

    told = client.get(f"{NEEDS}{need.slug}/").json()

    assert told == {
        "slug": need.slug,
        "url": f"/needs/{need.slug}/",
        "kind": "TECHNOLOGY",
        "sector": "AGRICULTURE",
        "product": "いちご",
        "prefecture": "09",
        "tasks": ["PERCEPTION"],
        "title": "苗の病気",
        "story": "葉裏に白い粉がつくころには隣のうねまで広がっている。",
        "acceptance_hits": 8,
        "acceptance_trials": 10,
        "acceptance_note": "",
        "english_summary": (
            "Wanted in Tochigi: technology to see or hear and tell for いちご (agriculture). "
            "Good enough when right 8 times out of 10. "
            "Asked at ¥8,000 to ¥30,000 per 10 a per year, with tax."
        ),
        "acceptance": {
            "metric": "ACCURACY",
            "threshold": 0.8,
            "proof_trials": 11,
            "statement": {
                "ja": "正しい見分け: 10回のうち8回以上",
                "en": "Judgements that are right: at least 8 times out of 10",
            },
        },
        "thing": "10A",
        "period": "YEAR",
        "rungs": [8_000, 10_000, 15_000, 20_000, 30_000],
        "rungs_without_tax": [7_273, 9_091, 13_636, 18_182, 27_273],
        "price_key": need.price_key,
        "eligible_count": 5_000,
        "eligible_source": "センサス",
        "posted_by": satos_farm.organisation.slug,
        "posted_at": timezone.localtime(now).isoformat(),
        "open_until": None,
        "shared_data": "NONE",
        "is_sample": False,
        "canonical": None,
        "co_sign_count": 0,
        "refusal_count": 0,
        "level_counts": {
            "co_signs": 0,
            "refuses": 0,
            "priced": 0,
            **dict.fromkeys(("interest", "would_buy", "conditional", "letter")),
        },
        "tier_counts": dict.fromkeys(("EMAIL", "PHONE", "CORPORATION", "VOUCHED")),
        "discounted_count": 0,
        "publication": None,
        "known_products": [],
        "details": {
            "machine": None,
            "steps": [],
            "process": None,
            "unblocking": [],
            "hours_by_seniority": {"SENIOR": 0, "JUNIOR": 0, "EITHER": 0},
            "filings": [],
            "burden": None,
            "photos": [],
            "regulations": [],
            "assumed_speed": 10,
            "assumed_wage": 1_500,
        },
    }


@pytest.mark.parametrize(
    "asked",
    [
        {"sector": "FISHERY"},
        {"prefecture": "03"},
        {"kind": "PAPERWORK"},
        {"q": "水揚げ 日報"},
        {"since": "2026-11-20T00:00:00+09:00"},
    ],
)
def test_the_list_is_narrowed_by_what_is_asked(client, asked):
    NeedFactory(posted_at="2026-11-01T00:00Z")
    wanted = NeedFactory(
        sector="FISHERY",
        prefecture="03",
        kind="PAPERWORK",
        title="水揚げの日報",
        posted_at="2026-11-21T00:00Z",
    )

    assert slugs(client.get(NEEDS, asked)) == [wanted.slug]


@pytest.mark.parametrize(
    "asked",
    [{"sector": "MINING"}, {"prefecture": "9"}, {"kind": "x"}, {"since": "soon"}, {"q": "\x00"}],
)
def test_what_cannot_be_asked_is_refused_in_the_one_shape(client, asked):
    answer = client.get(NEEDS, asked)

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert list(answer.json()["fields"]) == list(asked)


def test_samples_are_left_out_once_a_need_is_real(client):
    sample = NeedFactory(is_sample=True)
    assert slugs(client.get(NEEDS)) == [sample.slug]

    real = NeedFactory()
    assert slugs(client.get(NEEDS)) == [real.slug]


def test_page_by_page_every_need_comes_once(client, now):
    for number in range(7):
        NeedFactory(posted_at=now - timedelta(minutes=number // 3))
    seen, url = [], f"{NEEDS}?size=3"
    while url:
        answer = client.get(url)
        seen += slugs(answer)
        url = answer.json()["next"]

    assert len(seen) == len(set(seen)) == 7


def test_the_list_costs_one_query_with_one_need_and_with_thirty(client, django_assert_num_queries):
    NeedFactory()
    with django_assert_num_queries(1):
        client.get(NEEDS)
    for _ in range(29):
        NeedFactory()
    with django_assert_num_queries(1):
        client.get(NEEDS)


def test_a_need_that_is_not_there_is_not_found_in_the_one_shape(client):
    answer = client.get(f"{NEEDS}nichtdas/")

    assert answer.status_code == 404
    assert set(answer.json()) == {"code", "detail", "fields"}


def published(count=5):
    need = NeedFactory()
    for number in range(count):
        farm = OperationFactory()
        actions.co_sign(
            need=need,
            operation=farm,
            by=farm.organisation.members.get(),
            now=timezone.now(),
            level=Level.WOULD_BUY,
            cap=need.rungs[number % 5] + 11,
            quantity=Decimal(2),
        )
    summarise(need.pk)
    return need


def test_a_publication_stands_in_the_needs_document_rung_by_rung(client, django_assert_num_queries):
    need = published()

    with django_assert_num_queries(7):
        told = client.get(f"{NEEDS}{need.slug}/").json()

    publication = told["publication"]
    assert (publication["number"], publication["grade"]) == (1, "REFERENCE")
    assert publication["priced_count"] == 5
    assert publication["best_rung"] in need.rungs
    assert publication["published_at"]
    assert [point["price"] for point in publication["points"]] == need.rungs
    # Developers see prices without the tax of 10 %.
    assert publication["points"][0]["price_without_tax"] == 7_273
    for point in publication["points"]:
        for figure in ("share", "buyers", "quantity", "revenue"):
            assert point[figure]["low"] <= point[figure]["estimate"] <= point[figure]["high"]
    assert told["level_counts"]["would_buy"] == 5
    assert told["level_counts"]["letter"] is None


def test_nobodys_price_stands_in_any_document(client):
    need = published()
    own_caps = {str(cap) for cap in Answer.objects.values_list("cap", flat=True)}
    written = (
        client.get(f"{NEEDS}{need.slug}/").content.decode() + client.get(NEEDS).content.decode()
    )

    assert len(own_caps) == 5
    assert not [cap for cap in own_caps if cap in written]


def test_four_prices_make_counts_and_no_publication(client):
    told = client.get(f"{NEEDS}{published(4).slug}/").json()

    assert (told["co_sign_count"], told["publication"]) == (4, None)


# Writing


def test_a_program_posts_a_need(program, satos_farm):
    answer = post(program)

    assert answer.status_code == 201
    need = Need.objects.get()
    assert answer.json()["slug"] == need.slug
    assert need.posted_by == satos_farm
    assert need.rungs == [8_000, 15_000, 30_000]
    assert answer.json()["publication"] is None
    assert not need.answers.exists()


def test_a_program_posts_a_need_with_its_own_answer(program, satos_farm):
    answer = post(program, answer={"level": "LETTER", "cap": 20_000, "certainty": 9})

    assert answer.status_code == 201
    assert "answer" not in answer.json()
    given = Answer.objects.get()
    assert (given.operation, given.cap, given.quantity) == (satos_farm, 20_000, 1)


def test_the_same_key_posts_once(program):
    key = {"idempotency-key": str(uuid4())}

    first, again = post(program, key), post(program, key, title="別の題")

    assert first.json()["slug"] == again.json()["slug"]
    assert Need.objects.count() == 1


def test_a_neighbours_key_clashes(program, as_user, suzuki, suzukis_farm):
    key = {"idempotency-key": str(uuid4())}
    post(program, key)

    clash = post(as_user(suzuki), key)

    assert (clash.status_code, clash.json()["code"]) == (409, "posting_key_is_taken")


def test_a_rule_has_no_prices(program):
    answer = post(program, kind="INSTITUTION", rungs=[], thing="", period="")

    assert answer.status_code == 201, answer.json()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": None}, "title"),
        ({"title": "あ" * 81}, "title"),
        ({"story": "あ" * 4001}, "story"),
        ({"story": "a\x00"}, "story"),
        ({"sector": "MINING"}, "sector"),
        ({"prefecture": 9}, "prefecture"),
        ({"tasks": ["FLY"]}, "tasks.0"),
        ({"rungs": [8_000, -1, 3]}, "rungs.1"),
        ({"rungs": "cheap"}, "rungs"),
        ({"rungs": [8_000, 15_000]}, "__all__"),
        ({"rungs": [8_000, 8_000, 15_000]}, "__all__"),
        ({"thing": "YARD"}, "thing"),
        ({"acceptance_hits": 11}, "__all__"),
        ({"acceptance_hits": 40_000}, "acceptance_hits"),
        ({"eligible_count": 5_000}, "__all__"),
        ({"open_until": "2020-01-01"}, "open_until"),
        ({"open_until": "soon"}, "open_until"),
        ({"answer": {"level": "MAYBE"}}, "answer.level"),
        ({"answer": {"level": "WOULD_BUY", "cap": "12万"}}, "answer.cap"),
        ({"answer": {"level": "WOULD_BUY", "quantity": "2"}}, "cap"),
        ({"answer": {"level": "REFUSES"}}, "__all__"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_posted(program, changed, field):
    answer = post(program, **changed)

    assert answer.status_code == 400
    said = answer.json()
    assert (said["code"], list(said["fields"])) == ("invalid", [field])
    assert all("Constraint" not in sentence for sentence in said["fields"][field])
    assert not Need.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "null", "{", '"text"', "\xff"])
def test_a_body_that_is_no_need_is_refused_in_the_one_shape(program, body):
    answer = program.generic("POST", NEEDS, body, content_type="application/json")

    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "detail", "fields"}


def test_a_stranger_does_not_post(client):
    answer = post(client)

    assert answer.status_code == 401
    assert not Need.objects.exists()


def test_somebody_without_an_operation_does_not_post(as_user, nobu):
    answer = post(as_user(nobu, "ja"))

    assert (answer.status_code, answer.json()["code"]) == (403, "no_operation")
    assert "先に" in answer.json()["detail"]


def test_a_session_posts_only_with_its_token_against_forgery(sato, satos_farm):
    client = Client(enforce_csrf_checks=True)
    client.force_login(sato)

    assert post(client).status_code == 403
    assert not Need.objects.exists()


def test_what_was_posted_is_not_changed_over_the_api(program):
    need = NeedFactory()

    assert program.put(f"{NEEDS}{need.slug}/", {}).status_code == 405
    assert program.delete(f"{NEEDS}{need.slug}/").status_code == 405


def test_an_institution_may_come_with_hours_but_not_with_a_price(program):
    rule = {"kind": "INSTITUTION", "rungs": [], "thing": "", "period": ""}

    refused = post(program, **rule, answer={"level": "WOULD_BUY", "cap": 1})
    assert list(refused.json()["fields"]) == ["cap"]
    taken = post(program, **rule, answer={"level": "WOULD_BUY", "hours_lost": 40})
    assert taken.status_code == 201
    assert Answer.objects.get().hours_lost == 40


def test_a_need_without_prices_is_told_too(client):
    need = InstitutionNeedFactory()
    AnswerFactory(need=need, cap=None, quantity=None, hours_lost=40)
    summarise(need.pk)

    told = client.get(f"{NEEDS}{need.slug}/").json()
    assert (told["rungs"], told["thing"], told["co_sign_count"]) == ([], "", 1)
