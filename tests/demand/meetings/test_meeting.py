"""At one table: each in turn, and nobody reads what another, or anybody, has answered."""

import pytest

from demand.answers.models import Answer, Revision
from demand.answers.vocabulary import Level
from marketplace.accounts.models import ApiToken
from tests.factories import AnswerFactory, InstitutionNeedFactory, MandateFactory, NeedFactory

pytestmark = pytest.mark.django_db
CAP = 23_456


def seat_of(need, farm):
    return f"/needs/{need.slug}/meeting/{farm.organisation.slug}/"


@pytest.fixture
def tablet(as_user, tanaka, cooperative):
    return as_user(tanaka, "ja")


@pytest.fixture
def entered(tablet, need, satos_mandate, satos_farm):
    """Tanaka has entered Sato's price, more than the highest that is asked."""
    typed = {"price": "", "cap": f"{CAP:,}円", "note": "内緒の話"}
    tablet.post(seat_of(need, satos_farm), typed)
    return Answer.objects.get()


def test_a_price_is_tapped_and_the_next_name_asked_for(
    tablet, need, satos_mandate, itos_mandate, satos_farm
):
    page = tablet.post(seat_of(need, satos_farm), {"price": "15000"}, follow=True)

    assert Answer.objects.get(operation=satos_farm).cap == 15_000
    said = page.content.decode()
    assert "次の方どうぞ" in said
    assert said.index("伊藤農園") < said.index('seat-done"')
    assert page.headers["Cache-Control"] >= "max-age=0, no-cache, no-store"


def test_a_refusal_is_entered_with_its_reason(tablet, need, satos_mandate, satos_farm):
    tablet.post(seat_of(need, satos_farm), {"reason": "TRUST", "refusal_note": ""})

    assert Answer.objects.get().level == Level.REFUSES


def test_a_rule_is_answered_with_hours(tablet, satos_mandate, satos_farm):
    tablet.post(seat_of(InstitutionNeedFactory(), satos_farm), {"hours_lost": "４０"})

    assert Answer.objects.get().hours_lost == 40


def test_a_mistake_is_said_and_what_was_typed_is_kept(tablet, need, satos_mandate, satos_farm):
    page = tablet.post(seat_of(need, satos_farm), {"price": "", "cap": "たくさん"})

    assert page.status_code == 422
    assert 'value="たくさん"' in page.content.decode()


def test_what_was_entered_cannot_be_read_back_anywhere(
    tablet, entered, need, satos_farm, satos_mandate, tanaka, cooperative
):
    """Pages, forms, mistakes, the file to fill in, the API: none tells the price again."""
    _token, key = ApiToken.objects.issue(
        user=tanaka, organisation=cooperative.organisation, name="x"
    )
    program = {"headers": {"Authorization": f"Bearer {key}"}}
    api = f"/api/v1/needs/{need.slug}"
    pages = [
        tablet.get(f"/needs/{need.slug}/"),
        tablet.get(f"/needs/{need.slug}/?show=1&for={satos_farm.organisation.slug}"),
        tablet.get(f"/needs/{need.slug}/meeting/"),
        tablet.get(seat_of(need, satos_farm)),
        tablet.post(seat_of(need, satos_farm), {"cap": "x", "price": ""}),
        tablet.get(f"/needs/{need.slug}/files/"),
        tablet.get(f"/needs/{need.slug}/files/template/"),
        tablet.get(f"/needs/{need.slug}/sheet/"),
        tablet.get(f"/needs/{need.slug}/results/"),
        tablet.get("/needs/mine/"),
        tablet.get("/needs/entered-for-us/"),
        tablet.get("/mandates/"),
        tablet.get(f"{api}/", **program),
        tablet.get(f"{api}/co-signs/", **program),
        tablet.get(f"{api}/entries/", **program),
        tablet.put(
            f"{api}/entries/",
            {"operation": satos_farm.organisation.slug, "level": "WOULD_BUY", "cap": -1},
            "application/json",
            **program,
        ),
        tablet.post(
            f"{api}/co-signs/",
            {"operation": satos_farm.organisation.slug, "level": "INTEREST"},
            "application/json",
            **program,
        ),
    ]

    assert entered.cap == CAP
    for page in pages:
        said = page.content.decode(errors="ignore")
        assert not any(told in said for told in ("23,456", "23456", "内緒"))


def test_the_operation_sees_what_was_entered_and_by_whom(as_user, entered, sato, need):
    mine = as_user(sato, "ja")

    page = mine.get("/needs/entered-for-us/").content.decode()

    assert "23,456円" in page
    assert "はが野いちご組合の田中さん" in page
    assert "23,456円" in mine.get(f"/needs/{need.slug}/").content.decode()


def test_others_see_nothing_of_it(as_user, entered, suzuki, suzukis_farm):
    page = as_user(suzuki, "ja").get("/needs/entered-for-us/").content.decode()

    assert "23,456" not in page


def test_a_slip_printed_anew_does_not_show_what_was_answered_before(
    as_user, need, itos_farm, ito, now
):
    """Whoever prints slips could use one: the prices of before are gone for that account."""
    AnswerFactory(need=need, operation=itos_farm, answered_by=ito, cap=CAP)
    ito.prices_since = now
    ito.save()
    page = as_user(ito, "ja")
    _token, key = ApiToken.objects.issue(user=ito, organisation=itos_farm.organisation, name="x")
    Answer.objects.update(changed_at="2026-01-01T00:00Z")

    told = [
        page.get(f"/needs/{need.slug}/").content.decode(),
        page.get("/needs/mine/").content.decode(),
        page.get(
            f"/api/v1/needs/{need.slug}/co-signs/", headers={"Authorization": f"Bearer {key}"}
        ).content.decode(),
    ]

    assert not any("23,456" in said or "23456" in said for said in told)


def test_a_mandate_that_was_revoked_in_between_refuses_and_says_so(
    tablet, need, satos_mandate, satos_farm, sato, now
):
    tablet.get(seat_of(need, satos_farm))
    satos_mandate.end(sato, now)

    page = tablet.post(seat_of(need, satos_farm), {"price": "15000"})

    assert page.status_code == 409
    assert "有効な代理はありません" in page.content.decode()
    assert not Answer.objects.exists()


def test_whoever_has_answered_alone_is_left_alone(tablet, need, satos_mandate, satos_farm, sato):
    AnswerFactory(need=need, operation=satos_farm, answered_by=sato, cap=CAP)

    page = tablet.post(seat_of(need, satos_farm), {"price": "15000"})

    assert page.status_code == 409
    assert "いまはご本人だけ" in page.content.decode()
    assert "23,456" not in page.content.decode()


@pytest.mark.parametrize(("who", "status"), [("suzuki", 404), ("nobu", 403), ("sato", 404)])
def test_nobody_else_has_a_seat_to_give(
    as_user, need, satos_mandate, satos_farm, suzukis_farm, who, status, request
):
    page = as_user(request.getfixturevalue(who))

    answer = page.post(seat_of(need, satos_farm), {"price": "15000"})

    assert answer.status_code == status
    assert not Answer.objects.exists()


def test_the_table_costs_the_same_with_one_name_and_with_thirty(
    tablet, need, satos_mandate, cooperative, django_assert_num_queries
):
    # Session, user, organisation; need, mandates, entered.
    with django_assert_num_queries(6):
        tablet.get(f"/needs/{need.slug}/meeting/")
    for _ in range(29):
        MandateFactory(agent=cooperative.organisation)
    with django_assert_num_queries(6):
        tablet.get(f"/needs/{need.slug}/meeting/")


# By program


@pytest.fixture
def put(client, need, tanaka, cooperative, satos_farm):
    _token, key = ApiToken.objects.issue(
        user=tanaka, organisation=cooperative.organisation, name="x"
    )

    def send(**words):
        entry = {"operation": satos_farm.organisation.slug, "level": "WOULD_BUY", "cap": 15_000}
        return client.put(
            f"/api/v1/needs/{need.slug}/entries/",
            {**entry, **words},
            "application/json",
            headers={"Authorization": f"Bearer {key}"},
        )

    return send


def test_a_program_enters_and_is_told_nothing(put, satos_mandate):
    answers = [put(), put(cap=16_000)]

    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    assert list(Revision.objects.order_by("id").values_list("cap", flat=True)) == [15_000, 16_000]


def test_a_program_without_a_mandate_is_refused(put, satos_farm, sato, now):
    assert put().json()["code"] == "not_your_mandate"

    MandateFactory(operation=satos_farm).end(sato, now)

    assert put().status_code == 403


def test_a_program_is_told_which_rule_it_met(put, need, satos_mandate, satos_farm, sato, now):
    assert set(put(cap=-1).json()["fields"]) == {"cap"}
    AnswerFactory(need=need, operation=satos_farm, answered_by=sato)
    assert (put().status_code, put().json()["code"]) == (409, "own_answer_stands")
    satos_mandate.end(sato, now)
    assert (put().status_code, put().json()["code"]) == (403, "mandate_is_over")


# On paper


def test_the_sheet_has_a_row_for_each_name_and_a_box_for_each_price(
    tablet, need, satos_mandate, itos_mandate
):
    sheet = tablet.get(f"/needs/{need.slug}/sheet/").content.decode()

    assert "佐藤いちご園" in sheet
    assert sheet.count('class="sheet-row"') == 12
    assert sheet.count('class="tick"') == 12 * (len(need.rungs) + 1)
    assert 'class="qr"' in sheet


def test_a_stranger_gets_a_blank_sheet(in_japanese, need, satos_mandate):
    sheet = in_japanese.get(f"/needs/{need.slug}/sheet/").content.decode()

    assert "佐藤いちご園" not in sheet
    assert sheet.count('class="sheet-row"') == 12


def test_the_sheet_of_a_rule_asks_no_price(in_japanese):
    sheet = in_japanese.get(f"/needs/{InstitutionNeedFactory().slug}/sheet/").content.decode()

    assert "円" in sheet
    assert 'class="tick"' not in sheet


def test_results_are_told_with_their_number_and_day_or_why_not(in_japanese, now):
    from demand.answers import actions
    from demand.answers.tasks import summarise
    from tests.factories import OperationFactory

    need = NeedFactory()
    assert "5人分" in in_japanese.get(f"/needs/{need.slug}/results/").content.decode()
    for number in range(6):
        farm = OperationFactory()
        by = farm.organisation.members.get()
        words = {"level": Level.WOULD_BUY, "cap": 9_000 + 3_000 * number, "quantity": 1}
        actions.co_sign(need=need, operation=farm, by=by, now=now, **words)
    summarise(need.pk)

    sheet = in_japanese.get(f"/needs/{need.slug}/results/").content.decode()

    assert "6件の答えから" in sheet or "6件" in sheet
    assert sheet.count('<th scope="row">') == len(need.rungs)
    assert "参考" in sheet
