"""What a need's data lack: on its page, by API, and on the way to sharing it."""

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from datasets.intake.actions.collections import open_collection
from datasets.intake.reads.coverage import coverage_of, prefecture_names
from datasets.intake.tasks import take_in
from datasets.library.vocabulary import Access
from datasets.measures.models import CellCounts
from demand.needs.vocabulary import Kind
from tests.factories import AnswerFactory, NeedFactory, OperationFactory, VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    return NeedFactory(product="いちご", prefecture="09", title="うどんこ病を見つけてほしい")


@pytest.fixture
def held(need):
    """Give the need a data set: `held([["苺", "09", "WINTER", "病気", 30]])`."""

    def put(cells, **fields):
        version = VersionFactory(**{f"dataset__{name}": value for name, value in fields.items()})
        version.dataset.needs.add(need)
        CellCounts.objects.create(version=version, cells=cells)
        return version

    return put


def states(need):
    found = coverage_of(need).wanted
    return {(w.cell.region, w.cell.season, w.cell.label): str(w.covered.held) for w in found}


def test_products_are_one_whatever_they_are_written_as(need, held):
    held([["苺", "09", "WINTER", "病気", 30], ["", "09", "SPRING", "病気", 5]])
    held([["トマト", "09", "SUMMER", "病気", 90]])

    assert states(need) == {
        ("09", "WINTER", "病気"): "ENOUGH",
        ("09", "SPRING", "病気"): "SOME",
        ("09", "SUMMER", "病気"): "NONE",
        ("09", "AUTUMN", "病気"): "NONE",
    }


def test_varieties_beside_a_product_are_no_products_of_their_own():
    need = NeedFactory(product="いちご（とちおとめ、とちあいか）、トマト")

    assert {each.cell.product for each in coverage_of(need).wanted} == {"いちご", "トマト"}


def test_what_its_owner_keeps_hidden_or_has_followed_by_another_does_not_count(need, held):
    held([["", "09", "WINTER", "病気", 90]], access=Access.OWNER)
    old = held([["", "09", "WINTER", "病気", 90]])
    newer = VersionFactory(dataset=old.dataset, number=2)
    CellCounts.objects.create(version=newer, cells=[["", "09", "WINTER", "病気", 4]])

    assert states(need)["09", "WINTER", "病気"] == "SOME"


def test_regions_are_told_where_three_answer_and_hidden_below(need):
    for prefecture, count in (("09", 6), ("03", 5), ("08", 6), ("40", 1)):
        for _each in range(count):
            AnswerFactory(need=need, operation=OperationFactory(prefecture=prefecture))

    regions = {region for region, _season, _label in states(need)}

    # One alone is hidden, and Iwate with it, or the total would tell.
    assert regions == {"09", "08"}


def test_classes_are_those_that_photos_are_asked_for(need, held, sato, satos_farm, now):
    open_collection(
        organisation=satos_farm.organisation,
        by=sato,
        now=now,
        needs=[need],
        title="葉",
        description="葉",
        classes=["病気", "健全"],
        terms={"purpose": "x"},
        access=Access.OPEN,
    )
    held([["", "09", "WINTER", "ほか", 90]])

    assert {label for _region, _season, label in states(need)} == {"病気", "健全"}


@pytest.mark.parametrize("kind", [Kind.PAPERWORK, Kind.INSTITUTION])
def test_only_a_technology_asks_for_data(client, kind):
    words = {"rungs": [], "thing": "", "period": ""} if kind == Kind.INSTITUTION else {}
    need = NeedFactory(kind=kind, **words)

    assert coverage_of(need) is None
    assert client.get(reverse("coverage", args=[need.slug])).status_code == 404
    assert client.get(reverse("api_coverage", args=[need.slug])).status_code == 404


def test_a_shared_table_fills_what_it_is_of(need, share, as_user, sato):
    said = [(day, label) for label in ("病気", "健全") for day in range(1, 31)]
    rows = "".join(f"いちご,栃木県,2026-01-{day:02},{day},{label}\n" for day, label in said)
    upload = share(f"品目,都道府県,測定日,大きさ,病名\n{rows}".encode(), needs=[need])
    take_in(upload.pk)

    assert states(need)["09", "WINTER", "病気"] == "ENOUGH"
    told = as_user(sato).get(reverse("api_coverage", args=[need.slug])).json()
    assert (told["lacking_count"], told["dataset_count"]) == (6, 1)
    (filled,) = [
        each for each in told["cells"] if each["held"] == "ENOUGH" and each["label"] == "病気"
    ]
    assert filled.pop("share_url").startswith("http://testserver/datasets/share/?need=")
    assert filled == {
        "product": "いちご",
        "prefecture": "09",
        "season": "WINTER",
        "label": "病気",
        "held": "ENOUGH",
    }


@pytest.mark.parametrize(("language", "none"), [("ja", "なし"), ("en", "none yet")])
def test_the_page_leads_to_the_form_with_need_and_kind_filled_in(
    as_user, sato, satos_farm, need, held, language, none
):
    held([["", "09", "WINTER", "病気", 30]])
    person = as_user(sato, language)

    page = person.get(reverse("coverage", args=[need.slug])).content.decode()
    part = person.get(reverse("datasets_of_need", args=[need.slug])).content.decode()

    asked = {"need": need.slug, "product": "いちご", "region": "09", "season": "SUMMER"}
    url = f"{reverse('share_dataset')}?{urlencode(asked | {'label': '病気'})}"
    assert url.replace("&", "&amp;") in page
    assert page.count(f">{none}</a>") == 3
    assert reverse("coverage", args=[need.slug]) in part
    form = person.get(url).context["form"]
    assert form.initial["need"] == [need.slug]
    assert "いちご" in form["title"].value()
    assert "病気" in form["title"].value()
    assert form["title"].value() in form["description"].value()


def test_words_of_an_address_that_mean_nothing_do_no_harm(as_user, sato, satos_farm):
    form = as_user(sato).get(
        reverse("share_dataset"), {"region": "99", "season": "x", "product": "<b>" * 99}
    )

    assert form.status_code == 200
    assert len(form.context["form"]["title"].value()) == 100
    assert b"<b><b>" not in form.content


def test_prefectures_are_known_in_both_languages_with_and_without_their_ending():
    names = prefecture_names()

    assert {names[each] for each in ("栃木県", "栃木", "tochigi", "09")} == {"09"}
    assert (names["北海道"], names["東京"], names["京都"]) == ("01", "13", "26")


def test_asking_takes_as_many_queries_for_thirty_as_for_one(
    client, need, held, django_assert_max_num_queries
):
    held([["", "09", "WINTER", "病気", 30]])
    url = reverse("api_coverage", args=[need.slug])
    client.get(url)
    with django_assert_max_num_queries(9) as few:
        client.get(url)
    for _each in range(29):
        held([["", "09", "WINTER", "病気", 30]])
        AnswerFactory(need=need)

    with django_assert_max_num_queries(len(few)):
        client.get(url)
