"""The page on which an operation sees how sure others can be of it."""

import pytest

from demand.operations import actions
from demand.operations.models import Operation, Twins, Vouching
from demand.operations.tasks import propose_twins
from tests.factories import OperationFactory, UserFactory

pytestmark = pytest.mark.django_db

STANDING = "/operations/standing/"


@pytest.fixture
def moderator():
    return UserFactory(email="moderator@example.com", is_staff=True)


@pytest.fixture
def recognised(cooperative, moderator, now):
    cooperative.is_cooperative = True
    cooperative.save()
    actions.recognise(cooperative=cooperative, by=moderator, now=now)
    return cooperative


def text(answer):
    return answer.content.decode()


def test_who_speaks_for_nobody_registers_first(as_user, nobu, in_japanese):
    assert as_user(nobu).get(STANDING).url == "/operations/register/"
    assert as_user(nobu).get(STANDING, headers={"HX-Request": "true"}).content == b""
    assert "/accounts/login/code/" in in_japanese.get(STANDING).url


def test_what_is_written_in_any_way_is_kept_in_one(as_user, sato, satos_farm):
    answer = as_user(sato).post(
        STANDING,
        {
            "phone": "（０２８５）８２－１２３４",
            "corporate_number": "5-0000-1208-0001",
            "district": "真岡市、 益子町",
        },
    )

    assert answer.url == STANDING
    satos_farm.refresh_from_db()
    assert (satos_farm.phone, satos_farm.corporate_number) == ("0285821234", "5000012080001")
    assert satos_farm.district == ["真岡市", "益子町"]
    assert "0285821234" in text(as_user(sato).get(STANDING))


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("phone", "82-1234", "市外局番"),
        ("corporate_number", "4000012080001", "もう一度"),
        ("corporate_number", "12", "もう一度"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(as_user, sato, satos_farm, field, wrong, said):
    answer = as_user(sato, "ja").post(STANDING, {field: wrong})

    assert answer.status_code == 422
    assert said in text(answer)
    assert f'value="{wrong}"' in text(answer)
    satos_farm.refresh_from_db()
    assert getattr(satos_farm, field) == ""


def test_sato_asks_and_tanaka_accepts_and_ends(as_user, sato, satos_farm, tanaka, recognised):
    of_sato, of_tanaka = as_user(sato), as_user(tanaka)
    assert str(recognised) in text(of_sato.get(STANDING))

    of_sato.post("/operations/vouchings/", {"asked": recognised.organisation.slug})
    vouching = Vouching.objects.get()
    assert 'name="accept"' in text(of_tanaka.get(STANDING))
    assert 'name="accept"' not in text(of_sato.get(STANDING))
    of_tanaka.post(f"/operations/vouchings/{vouching.pk}/", {"accept": "1"})
    assert "A co-operative vouches" in text(of_sato.get(STANDING))

    of_sato.post(f"/operations/vouchings/{vouching.pk}/", {"end": "1"})

    assert not Vouching.objects.open().exists()


def test_tanaka_offers_by_code(as_user, tanaka, recognised, satos_farm):
    code = satos_farm.organisation.slug.upper()

    as_user(tanaka).post("/operations/vouchings/", {"offers": "1", "asked": f" {code} "})

    assert Vouching.objects.get().is_asked_by_cooperative


def test_a_code_that_nobody_has_is_said(as_user, tanaka, recognised):
    answer = as_user(tanaka).post(
        "/operations/vouchings/", {"offers": "1", "asked": "nobody"}, follow=True
    )

    assert "no operation with this code" in text(answer)


def test_a_refusal_is_said(as_user, sato, satos_farm, suzukis_farm):
    answer = as_user(sato).post(
        "/operations/vouchings/", {"asked": suzukis_farm.organisation.slug}, follow=True
    )

    assert "not known here as a co-operative" in text(answer)


def test_suzuki_does_not_find_the_vouching_of_others(as_user, suzuki, suzukis_farm, sato,
                                                     satos_farm, recognised):  # fmt: skip
    as_user(sato).post("/operations/vouchings/", {"asked": recognised.organisation.slug})

    answer = as_user(suzuki).post(
        f"/operations/vouchings/{Vouching.objects.get().pk}/", {"accept": "1"}
    )

    assert answer.status_code == 404


def test_whoever_speaks_for_nobody_answers_no_proposal(as_user, nobu):
    assert as_user(nobu).post("/operations/twins/1/", {"agree": "1"}).status_code == 403


def test_two_farms_become_one_and_two_again(as_user, sato, satos_farm, nobu):
    company = OperationFactory(organisation__name="株式会社佐藤いちご園", organisation__member=nobu)
    propose_twins(company.pk)
    address = f"/operations/twins/{Twins.objects.get().pk}/"

    assert "株式会社佐藤いちご園" in text(as_user(sato).get(STANDING))
    as_user(sato).post(address, {"agree": "1"})
    assert "not answered yet" in text(as_user(sato).get(STANDING))
    as_user(nobu).post(address, {"agree": "1"})
    assert "counted as one" in text(as_user(sato).get(STANDING))
    as_user(sato).post(address, {"part": "1"})
    assert "counted apart" in text(as_user(nobu).get(STANDING))
    as_user(nobu).post(address, {"agree": "1"})

    assert Twins.objects.count() == 2
    assert Operation.objects.filter(head=None).count() == 2


def test_a_shared_telephone_alone_names_nobody(as_user, sato, satos_farm):
    Operation.objects.filter(pk=satos_farm.pk).update(phone="0285821234")
    hamlet = OperationFactory(organisation__name="上田集落営農組合", phone="0285821234")
    propose_twins(hamlet.pk)

    page = text(as_user(sato).get(STANDING))

    assert "上田" not in page
    assert "An operation with the same telephone number" in page


def test_only_moderators_recognise(as_user, tanaka, cooperative, moderator):
    as_user(tanaka).post(STANDING, {"is_cooperative": "on"})
    recognise = f"/operations/cooperatives/{cooperative.pk}/"

    assert as_user(tanaka).get("/operations/cooperatives/").status_code == 403
    assert as_user(tanaka).post(recognise).status_code == 403
    assert str(cooperative) in text(as_user(moderator).get("/operations/cooperatives/"))
    as_user(moderator).post(recognise)

    cooperative.refresh_from_db()
    assert cooperative.recognised_by == moderator
    assert f"{recognise}revoke/" in text(as_user(moderator).get("/operations/cooperatives/"))


def test_the_page_costs_the_same_with_one_proposal_and_with_thirty(
    as_user, sato, satos_farm, recognised, now, django_assert_num_queries
):
    def propose(count):
        for _ in range(count):
            other = OperationFactory()
            Twins.objects.create(
                first=satos_farm, second=other, score=1, reasons=["NAME"], shows_names=True,
                proposed_at=now,
            )  # fmt: skip

    client = as_user(sato)
    propose(1)
    # Session, user, organisation, operation; vouchings, tier, co-operatives, proposals.
    with django_assert_num_queries(8):
        client.get(STANDING)
    propose(29)
    with django_assert_num_queries(8):
        client.get(STANDING)


def test_the_page_says_how_a_phone_is_confirmed_where_that_is_possible(
    as_user, sato, satos_farm, settings
):
    settings.SMS_URL = ""
    assert "電話にコードを送れません" in text(as_user(sato, "ja").get(STANDING))
    assert as_user(sato).get("/me/number/").status_code == 404

    settings.SMS_URL = "http://127.0.0.1:9/send"

    assert 'href="/me/number/"' in text(as_user(sato).get(STANDING))
    sato.phone = "+819012345678"
    sato.save()
    page = text(as_user(sato).get(STANDING))
    assert "Mobile phone confirmed" in page
    assert 'href="/me/number/"' not in page
