"""The second page, photos, papers, editing a need and an operation, in HTML."""

import json
import re

import pytest

from demand.answers.tasks import summarise
from demand.details.actions import Description, describe
from demand.details.models import Paper, Photo
from demand.needs.models import Edit, Need, Regulation
from demand.needs.vocabulary import Kind
from demand.talk.models import Standing
from demand.talk.vocabulary import Trust
from tests.factories import AnswerFactory, InstitutionNeedFactory, NeedFactory, UserFactory

pytestmark = pytest.mark.django_db

BLANK = {
    **{f"{prefix}-TOTAL_FORMS": "1" for prefix in ("steps", "filings", "regulations")},
    **{f"{prefix}-INITIAL_FORMS": "0" for prefix in ("steps", "filings", "regulations")},
}
STEP = {
    "steps-0-name": "見回り",
    "steps-0-minutes": "４０",
    "steps-0-times": "約150",
    "steps-0-seniority": "SENIOR",
    "steps-0-actor": "MACHINE",
    "steps-0-blocker": "TELLING",
}
FILING = {
    "filings-0-name": "漁獲報告",
    "filings-0-office": "県庁",
    "filings-0-filings": "240",
    "filings-0-minutes": "30",
}
RULE = {
    "regulations-0-title": "ブイの許可",
    "regulations-0-level": "PRACTICE",
    "regulations-0-owner": "県庁",
}
PLACE = {
    "autonomy": "H2",
    "device": "PHONE",
    "watts": "1万",
    "conditions": ["OFFLINE", "WET"],
    "place_changes": ["WIDER_ROWS"],
    "place_note": "坂が多い",
}


@pytest.fixture
def need(satos_farm):
    return NeedFactory(posted_by=satos_farm, kind=Kind.PAPERWORK)


@pytest.fixture
def page(as_user, sato):
    return as_user(sato, "ja")


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def details(need, **typed):
    return f"/needs/{need.slug}/details/", BLANK | typed


# The second page


def test_all_that_was_written_shows_on_the_need_and_in_its_document(page, need, client):
    answer = page.post(*details(need, **STEP, **FILING, **RULE, **PLACE))

    assert answer.url == need.get_absolute_url()
    shown = text(client.get(answer.url, headers={"accept-language": "ja"}))
    for said in (
        "見回り", "ベテランだけ", "見分けがつかない", "年100時間", "漁獲報告", "年120時間",
        "180,000円", "仮定", "ブイの許可", "機械がやり、人がときどき見る", "手持ちのスマホ",
        "10,000ワットまで", "水にぬれる", "うねや通路の幅を広げる", "坂が多い",
    ):  # fmt: skip
        assert said in shown, said
    document = json.loads(client.get(f"/api/v1/needs/{need.slug}/").content)["details"]
    assert document["machine"]["conditions"] == ["OFFLINE", "WET"]
    assert document["process"]["speed_up_unblocked"] == pytest.approx(10)
    assert document["unblocking"] == [
        {"step": "見回り", "blocker": "TELLING", "hours_freed": 90.0, "speed_up": 10.0}
    ]
    assert document["hours_by_seniority"] == {"SENIOR": 100.0, "JUNIOR": 0, "EITHER": 0}
    assert document["burden"]["cost"] == 180_000
    assert document["regulations"][0]["owner"] == "県庁"


def test_one_more_row_keeps_what_was_typed_and_judges_nothing(page, need):
    answer = page.post(*details(need, **STEP | {"steps-0-minutes": "たくさん"}, more="steps"))

    shown = text(answer)
    assert answer.status_code == 200
    assert 'value="たくさん"' in shown
    assert 'name="steps-1-name"' in shown
    assert "読み取れませんでした" not in shown
    assert not need.work_steps.exists()


def test_a_mistake_is_said_at_its_field_and_everything_typed_stays(page, need):
    answer = page.post(
        *details(need, **STEP | {"steps-0-minutes": "たくさん"}, **PLACE | {"watts": "強い"})
    )

    assert answer.status_code == 422
    assert text(answer).count("数として読めませんでした") >= 4  # above and at each field
    assert 'value="たくさん"' in text(answer)
    assert 'value="坂が多い"' in text(answer)


def test_half_a_row_is_asked_for_the_other_half(page, need):
    answer = page.post(*details(need, **{"steps-0-name": "見回り"}))

    assert answer.status_code == 422
    assert "この行を全部空けてください" in text(answer)


def test_a_row_made_empty_goes_away(page, need):
    page.post(*details(need, **STEP))
    page.post(*details(need, **{"steps-INITIAL_FORMS": "1", "steps-0-seniority": "SENIOR"}))

    assert not need.work_steps.exists()


def test_a_blank_page_shows_what_stands(page, need):
    page.post(*details(need, **STEP, **PLACE))

    shown = text(page.get(f"/needs/{need.slug}/details/"))

    assert 'value="見回り"' in shown
    assert re.search(r'value="H2"[^>]*checked', shown)
    assert re.search(r'value="WET"[^>]*checked', shown)


@pytest.mark.parametrize("path", ["details/", "edit/"])
def test_only_its_poster_changes_a_need(as_user, suzuki, suzukis_farm, client, need, path):
    address = f"/needs/{need.slug}/{path}"

    assert "/accounts/login/" in client.get(address).url
    answer = as_user(suzuki, "en").post(address, {"title": "盗んだ"}, follow=True)
    assert "Only who posted this need can change it." in text(answer)
    need.refresh_from_db()
    assert need.title != "盗んだ"


def test_its_poster_is_led_to_the_page_and_nobody_else(page, need, client):
    assert f"/needs/{need.slug}/details/" in text(page.get(need.get_absolute_url()))
    assert f"/needs/{need.slug}/details/" not in text(client.get(need.get_absolute_url()))


# Photos


def test_a_photo_is_served_for_ever_and_never_sniffed(page, need, photo_file, client):
    answer = page.post(f"/needs/{need.slug}/photos/", {"photo": photo_file()})
    assert answer.url == f"/needs/{need.slug}/details/#photos"
    photo = Photo.objects.get()

    served = client.get(photo.get_absolute_url())

    assert b"".join(served.streaming_content).startswith(b"\xff\xd8")
    assert served["Content-Type"] == "image/jpeg"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in served["Cache-Control"]
    assert photo.get_absolute_url() in text(client.get(need.get_absolute_url()))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"GIF89a", "写真として読めませんでした"), (None, "先に写真を選んでください")],
)
def test_what_is_no_photo_is_said_at_the_field(page, need, photo_file, content, said):
    sent = {"photo": photo_file(content)} if content else {}

    answer = page.post(f"/needs/{need.slug}/photos/", sent)

    assert answer.status_code == 422
    assert said in text(answer)


def test_a_photo_is_taken_away_by_its_poster_alone(page, as_user, suzuki, need):
    photo = Photo.objects.create(need=need, place=0, width=1, height=1)
    address = f"/needs/photos/{photo.key}/remove/"

    as_user(suzuki).post(address)
    assert Photo.objects.exists()
    page.post(address)
    assert not Photo.objects.exists()


def test_somebody_elses_need_takes_no_photo(as_user, suzuki, need, photo_file):
    as_user(suzuki).post(f"/needs/{need.slug}/photos/", {"photo": photo_file()})

    assert not Photo.objects.exists()


# Papers and regulations


def test_who_files_a_paper_adds_to_it_and_the_duplicates_are_counted(page, need, client):
    page.post(*details(need, **FILING))
    paper = Paper.objects.get().get_absolute_url()

    for name, holder in (("船名", "SAME_OFFICE"), ("漁獲量", "NOBODY")):
        assert page.post(paper, {"name": name, "holder": holder}).url == paper
    twice = page.post(paper, {"name": "船名", "holder": "NOBODY"})

    assert twice.status_code == 422
    assert "この欄はもう書いてあります" in text(twice)
    assert "2欄のうち1欄は、もうだれかが持っています" in text(page.get(paper))
    shown = text(client.get(need.get_absolute_url(), headers={"accept-language": "en"}))
    assert "240 fields a year are filled in though somebody holds them already." in shown


def test_who_does_not_file_it_only_reads(page, need, as_user, suzuki, suzukis_farm, client):
    page.post(*details(need, **FILING))
    paper = Paper.objects.get().get_absolute_url()

    answer = as_user(suzuki, "en").post(paper, {"name": "船名", "holder": "NOBODY"})

    assert "Only who files this form can add to it." in text(answer)
    assert "<form" not in text(client.get(paper)).split("<main")[1].split("</main")[0]


def test_a_regulation_shows_its_needs_and_what_they_cost_from_five_answers_on(client):
    rule = Regulation.objects.create(title="ブイの許可", level="PRACTICE", owner="県庁")
    blocked, quiet = InstitutionNeedFactory(), InstitutionNeedFactory(title="静かな困りごと")
    rule.needs.add(blocked, quiet)
    losses = {"cap": None, "quantity": None, "hours_lost": 411, "sales_lost": None}
    AnswerFactory.create_batch(5, need=blocked, **losses)
    AnswerFactory.create_batch(4, need=quiet, **losses)
    summarise(blocked.pk)
    summarise(quiet.pk)

    shown = text(client.get(rule.get_absolute_url(), headers={"accept-language": "en"}))

    assert blocked.title in shown
    assert "静かな困りごと" in shown
    assert "2,500 hours a year" in shown  # 411 counts as 500, the nearest of 1, 2 and 5
    assert shown.count("hours a year") == 1


def test_only_who_looks_after_the_site_writes_an_offices_reply_down(as_user, sato, client):
    rule = Regulation.objects.create(title="ブイの許可", level="PRACTICE", owner="県庁")
    address = f"/needs/regulations/{rule.slug}/reply/"
    typed = {"reply": "一つの窓口にします。", "replied_on": "令和8年11月3日"}

    assert as_user(sato).post(address, typed).status_code == 403
    assert as_user(UserFactory(is_staff=True)).post(address, typed).url == rule.get_absolute_url()

    shown = text(client.get(rule.get_absolute_url(), headers={"accept-language": "ja"}))
    assert "一つの窓口にします。" in shown
    assert "2026年11月3日" in shown


# Editing


EDITED = {
    "title": "書き直した題",
    "story": "書き直した話",
    "product": "いちご",
    "tasks": ["PERCEPTION"],
    "acceptance_trials": "10",
    "acceptance_hits": "9",
    "open_until": "令和20年3月末",
    "thing": "10A",
    "period": "YEAR",
    "lowest": "1万円",
    "highest": "5万円",
}


def test_a_need_is_changed_and_its_history_is_public(page, need, client):
    before = need.title

    assert page.post(f"/needs/{need.slug}/edit/", EDITED).url == need.get_absolute_url()

    need.refresh_from_db()
    assert (need.title, need.rungs[0], need.rungs[-1]) == ("書き直した題", 10_000, 50_000)
    shown = text(client.get(f"/needs/{need.slug}/history/", headers={"accept-language": "ja"}))
    for said in (before, "書き直した題", "8,000円", "50,000円", "2038年3月31日", "なし"):
        assert said in shown


def test_unit_and_prices_stay_once_somebody_has_answered(page, need, client):
    need.prices_fixed_at = need.posted_at
    need.save()

    assert 'name="thing"' not in text(page.get(f"/needs/{need.slug}/edit/"))
    page.post(f"/needs/{need.slug}/edit/", EDITED)

    need.refresh_from_db()
    assert need.title == "書き直した題"
    assert need.rungs[0] == 8_000


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "ひとことで言うと"),
        ({"acceptance_hits": "11"}, "何回のうち何回"),
        ({"open_until": "平成元年1月8日"}, "もう過ぎています"),
        ({"highest": "1万1千円"}, "2倍以上"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(page, need, typed, said):
    answer = page.post(f"/needs/{need.slug}/edit/", EDITED | typed)

    assert answer.status_code == 422
    assert "書き直した話" in text(answer)
    assert not Edit.objects.exists()


def test_prices_fixed_at_the_same_moment_are_said_above_the_form(page, need, monkeypatch):
    from demand.details.forms import editing

    # The page was opened before the neighbour answered.
    init = editing.EditForm.__init__

    def opened_before(form, data=None, *, need):
        need.prices_fixed_at = None
        init(form, data, need=need)

    monkeypatch.setattr(editing.EditForm, "__init__", opened_before)
    type(need).objects.filter(pk=need.pk).update(prices_fixed_at=need.posted_at)

    answer = page.post(f"/needs/{need.slug}/edit/", EDITED)

    assert answer.status_code == 422
    assert "値段と単位は変えられません" in text(answer)


# The operation


OWN = {
    "sector": "AGRICULTURE", "products": "いちご、米", "prefecture": "09",
    "municipality": "真岡市", "area_ares": "2反5畝", "count": "３", "count_thing": "HOUSE",
}  # fmt: skip


def test_an_operation_says_its_size_and_prices_show_for_it(page, satos_farm, client):
    assert page.post("/operations/edit/", OWN).url == "/me/"

    satos_farm.refresh_from_db()
    assert (satos_farm.products, satos_farm.count_thing) == ("いちご、米", "HOUSE")
    assert float(satos_farm.area_ares) == pytest.approx(24.79, abs=0.01)
    page.post("/operations/edit/", OWN | {"area_ares": "25a"})
    shown = text(page.get(NeedFactory().get_absolute_url()))
    assert "あなたの25aなら年75,000円" in shown
    house = NeedFactory(thing="HOUSE", period="MONTH")
    assert "月24,000円" in text(page.get(house.get_absolute_url()))
    assert "なら月" not in text(client.get(house.get_absolute_url()))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"area_ares": "ひろい"}, "読み取れませんでした"),
        ({"count": "", "count_thing": "HOUSE"}, "数と、何の数かを両方書くか"),
        ({"products": ""}, "何を作っていますか"),
    ],
)
def test_a_size_that_cannot_be_read_is_said(page, satos_farm, typed, said):
    answer = page.post("/operations/edit/", OWN | typed)

    assert answer.status_code == 422
    assert said in text(answer)


def test_the_form_shows_the_size_that_stands(page, satos_farm):
    page.post("/operations/edit/", OWN | {"area_ares": "25a"})

    shown = text(page.get("/operations/edit/"))

    assert 'value="25a"' in shown
    assert 'value="3"' in shown


def test_nobu_registers_first(as_user, nobu):
    assert as_user(nobu).get("/operations/edit/").url == "/operations/register/"


def test_details_cost_the_same_with_one_row_and_with_thirty(
    need, sato, now, client, django_assert_num_queries
):
    def fill(count):
        describe(
            need=need,
            by=sato,
            now=now,
            description=Description(
                detail={},
                steps=[
                    {"name": f"作業{n}", "minutes": 1, "times": 1, "seniority": "EITHER",
                     "actor": "EITHER", "blocker": ""}
                    for n in range(count)
                ],
                filings=[
                    {"name": f"書類{n}", "office": "役場", "filings": 1, "minutes": 1}
                    for n in range(count)
                ],
            ),
        )  # fmt: skip

    for count in (1, 30):
        fill(count)
        with django_assert_num_queries(10):
            client.get(need.get_absolute_url())


def test_a_blocked_author_is_told_so_and_what_was_typed_stays(page, sato, need):
    Standing.objects.create(user=sato, trust=Trust.BLOCKED)

    described = page.post(f"/needs/{need.slug}/details/", BLANK | STEP)
    edited = page.post(f"/needs/{need.slug}/edit/", {"title": "新しい題", "story": "話"})

    for answer in (described, edited):
        assert answer.status_code in {403, 422}
    assert "見回り" in text(described)
    assert "いまは書き込めません" in text(described)
    by_program = page.put(
        f"/api/v1/needs/{need.slug}/details/", {}, content_type="application/json"
    )
    assert (by_program.status_code, by_program.json()["code"]) == (403, "author_is_blocked")
    assert Need.objects.get().title == need.title
    assert not need.work_steps.exists()
