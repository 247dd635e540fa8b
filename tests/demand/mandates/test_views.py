"""The pages of both sides, and slips as they come out of the printer."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from demand.mandates.models import Mandate, Minutes
from demand.operations.models import Operation
from marketplace.accounts.models import Slip
from tests.factories import MandateFactory, NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_sato(as_user, sato, satos_farm):
    return as_user(sato, "ja")


@pytest.fixture
def at_tanaka(as_user, tanaka, cooperative):
    return as_user(tanaka, "ja")


@pytest.fixture
def until(now):
    return f"{timezone.localdate(now) + timedelta(days=90)}"


def test_sato_asks_with_the_code_and_tanaka_accepts(at_sato, at_tanaka, cooperative, until):
    code = cooperative.organisation.slug.upper()
    asked = {"partner": f"　{code}", "scope": "ALL", "expires_on": until}
    at_sato.post("/mandates/give/", asked)
    mandate = Mandate.objects.get()
    path = f"/mandates/{mandate.pk}/accept/"
    assert path in at_tanaka.get("/mandates/").content.decode()
    assert path not in at_sato.get("/mandates/").content.decode()

    at_tanaka.post(path)

    mandate.refresh_from_db()
    assert mandate.accepted_at
    assert "有効" in at_sato.get("/mandates/").content.decode()


def test_tanaka_asks_for_named_needs_and_sato_accepts(
    at_sato, at_tanaka, satos_farm, minutes, until
):
    need = NeedFactory()
    asked = {
        "partner": satos_farm.organisation.slug,
        "scope": "NAMED",
        "needs": f"https://areba.example/needs/{need.slug}/",
        "expires_on": until,
        "minutes": minutes.pk,
    }
    at_tanaka.post("/mandates/hold/", asked)
    mandate = Mandate.objects.get()

    at_sato.post(f"/mandates/{mandate.pk}/accept/")

    mandate.refresh_from_db()
    assert mandate.accepted_by.email == "sato@example.com"
    assert list(mandate.needs.all()) == [need]
    assert minutes.title in at_sato.get("/mandates/").content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"partner": "zzzzzzzz"}, "見つかりません"),
        ({"scope": "NAMED"}, "1つは選んで"),
        ({"scope": "NAMED", "needs": "nosuchneed"}, "という困りごとは見つかりません"),
        ({"scope": "SECTOR"}, "どの業種についてか"),
        ({"expires_on": "2020-01-01"}, "過ぎた日です"),
    ],
)
def test_what_is_wrong_is_said_and_kept(at_sato, cooperative, until, changed, said):
    typed = {"partner": cooperative.organisation.slug, "scope": "ALL", "expires_on": until}

    page = at_sato.post("/mandates/give/", {**typed, **changed})

    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Mandate.objects.exists()


def test_a_second_one_is_refused_in_words(at_sato, satos_mandate, cooperative, until):
    typed = {"partner": cooperative.organisation.slug, "scope": "ALL", "expires_on": until}

    page = at_sato.post("/mandates/give/", typed)

    assert "もうあります" in page.content.decode()


def test_sato_revokes(at_sato, satos_mandate):
    at_sato.post(f"/mandates/{satos_mandate.pk}/revoke/")

    satos_mandate.refresh_from_db()
    assert satos_mandate.revoked_at
    assert "終わった代理" in at_sato.get("/mandates/").content.decode()


@pytest.mark.parametrize("act", ["accept", "revoke"])
def test_for_others_the_mandate_is_not_there(as_user, suzuki, suzukis_farm, satos_mandate, act):
    answer = as_user(suzuki).post(f"/mandates/{satos_mandate.pk}/{act}/")

    assert answer.status_code == 404


def test_the_side_that_asked_cannot_accept(at_sato, satos_mandate):
    Mandate.objects.update(accepted_at=None, accepted_by=None)

    at_sato.post(f"/mandates/{satos_mandate.pk}/accept/")

    satos_mandate.refresh_from_db()
    assert satos_mandate.accepted_at is None


def test_minutes_are_read_by_those_whom_they_concern(
    as_user, at_tanaka, at_sato, suzuki, suzukis_farm, satos_mandate
):
    paper = SimpleUploadedFile("<script>.html", b"<script>alert(1)</script>")
    at_tanaka.post(
        "/mandates/minutes/", {"title": "総会", "held_on": "令和8年11月20日", "file": paper}
    )
    minutes = Minutes.objects.get()
    Mandate.objects.update(minutes=minutes)
    address = f"/mandates/minutes/{minutes.pk}/file/"

    given = at_sato.get(address)
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert given.getvalue() == b"<script>alert(1)</script>"
    assert as_user(suzuki).get(address).status_code == 404


def test_minutes_twice_are_said_at_the_form(at_tanaka, minutes):
    typed = {"title": minutes.title, "held_on": str(minutes.held_on)}

    assert "もうあります" in at_tanaka.post("/mandates/minutes/", typed).content.decode()


def test_a_member_is_enrolled_at_the_meeting_and_gets_a_slip(at_tanaka, minutes, until):
    typed = {
        "minutes": minutes.pk,
        "name": "小林農園",
        "sector": "AGRICULTURE",
        "products": "いちご",
        "prefecture": "09",
        "municipality": "真岡市",
        "expires_on": until,
    }
    back = at_tanaka.post("/mandates/enrol/?next=/needs/", typed)
    slip = Slip.objects.get(organisation__name="小林農園")
    old = slip.code

    sheet = at_tanaka.post("/mandates/slips/", {"slips": [slip.pk], "expires_on": until})

    assert back.url == "/needs/"
    assert Operation.objects.get(organisation__name="小林農園").mandates.get().accepted_at
    page = sheet.content.decode()
    slip.refresh_from_db()
    assert slip.code != old
    pin = re.search(r'class="pin">(\d{6})<', page).group(1)
    assert slip.opens_with(pin)
    assert f"/s/{slip.code}/" in page
    assert 'class="qr"' in page
    assert "no-store" in sheet.headers["Cache-Control"]
    assert pin not in at_tanaka.get("/mandates/slips/").content.decode()


def test_without_minutes_nobody_is_enrolled(at_tanaka):
    assert at_tanaka.get("/mandates/enrol/").url == "/mandates/minutes/"


def test_slips_of_others_are_not_printed(as_user, suzuki, suzukis_farm, itos_farm, until):
    slip = Slip.objects.get()

    page = as_user(suzuki).post("/mandates/slips/", {"slips": [slip.pk], "expires_on": until})

    assert page.status_code == 422
    assert Slip.objects.get().code == slip.code


def test_a_lost_slip_is_ended_by_its_issuer_and_not_by_others(
    as_user, at_tanaka, suzuki, suzukis_farm, itos_farm
):
    slip = Slip.objects.get()

    assert as_user(suzuki).post(f"/mandates/slips/{slip.pk}/end/").status_code == 404
    at_tanaka.post(f"/mandates/slips/{slip.pk}/end/")

    assert Slip.objects.get().revoked_at


def test_whoever_acts_for_nobody_is_refused(as_user, nobu):
    page = as_user(nobu)

    assert page.get("/mandates/").status_code == 200
    assert page.get("/mandates/give/").url == "/operations/register/"
    assert page.get("/mandates/hold/").status_code == 403


def test_the_page_costs_the_same_with_one_and_with_thirty(
    at_tanaka, satos_mandate, cooperative, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10) as first:
        at_tanaka.get("/mandates/")
    for _ in range(29):
        MandateFactory(agent=cooperative.organisation)
    with django_assert_max_num_queries(len(first)):
        at_tanaka.get("/mandates/")
