"""The shared pieces: what they show, and how a screen reader hears it."""

from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from marketplace.pages.examples import ExampleForm, example_pieces
from marketplace.pages.widgets import ChoiceCards

NEED = {
    "title": "いちごの病気を知りたい",
    "prefecture": "Tochigi",
    "sector": "Agriculture",
    "product": "いちご",
    "is_sample": True,
}


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


class Tags(HTMLParser):
    """Collects start tags as (name, attributes)."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def named(self, name):
        return [attrs for tag, attrs in self.found if tag == name]


def piece(name, /, **context):
    return render_to_string(f"_components/{name}.html", context)


class PriceForm(forms.Form):
    cap = forms.IntegerField(label="Most", help_text="With tax.")
    level = forms.ChoiceField(
        label="How serious",
        choices=[("A", "Interested"), ("B", "Would buy")],
        widget=ChoiceCards(notes={"B": "A promise."}, columns=True),
    )
    agreed = forms.BooleanField(label="For business")
    note = forms.CharField(label="Note", required=False)


def test_a_field_is_wired_to_its_support_and_its_error():
    html = str(PriceForm({"cap": "dear"})["cap"].as_field_group())

    [control] = Tags(html).named("input")
    assert control["aria-describedby"] == "id_cap_helptext id_cap_error"
    assert control["aria-invalid"] == "true"
    assert html.index('id="id_cap_helptext"') < html.index("<input")
    assert html.index("<input") < html.index('id="id_cap_error"')


def test_only_what_must_be_answered_is_marked_so():
    form = PriceForm()

    assert "※required" in str(form["cap"].as_field_group())
    assert "※required" not in str(form["note"].as_field_group())


def test_a_group_of_choices_has_one_legend_and_one_description():
    html = str(PriceForm({})["level"].as_field_group())

    tags = Tags(html)
    assert len(tags.named("legend")) == 1
    assert tags.named("fieldset")[0]["aria-describedby"] == "id_level_error"
    assert "A promise." in html
    assert 'class="choices choices-columns"' in html
    assert all("class" not in radio for radio in tags.named("input"))


def test_a_single_box_is_labelled_by_its_own_card():
    html = str(PriceForm()["agreed"].as_field_group())

    assert len(Tags(html).named("label")) == 1


def test_a_heading_can_be_the_question_itself():
    html = piece("form_control", field=PriceForm()["cap"], heading=True, unit="yen")

    assert html.count("<h1>") == 1
    assert "<span>yen</span>" in html


def test_a_form_as_a_whole_uses_the_same_fields():
    html = str(PriceForm({}))

    assert html.count('class="field field-wrong"') == 3
    assert "<p>" not in html


def test_what_belongs_to_no_field_stands_above_as_an_alert():
    form = PriceForm({"cap": 1, "level": "A", "agreed": "on"})
    form.add_error(None, "Already answered.")

    html = str(form)

    assert 'role="alert"' in html
    assert "Already answered." in html


def test_the_summary_of_errors_leads_to_each_field():
    html = piece("error_summary", form=PriceForm({}))

    links = [link["href"] for link in Tags(html).named("a")]
    assert links == ["#id_cap", "#id_level_0", "#id_agreed"]
    for link in links:
        assert f'id="{link[1:]}"' in str(PriceForm({}))


def test_a_form_without_errors_has_no_summary():
    assert piece("error_summary", form=PriceForm()).strip() == ""


@pytest.mark.parametrize(
    ("kind", "role"),
    [("error", "alert"), ("warning", "status"), ("success", "status"), ("info", "status")],
)
def test_only_an_error_interrupts(kind, role):
    html = piece("notification_banner", kind=kind, text="So it is.")

    assert Tags(html).named("div")[0]["role"] == role


def test_each_rung_is_one_tap():
    html = piece(
        "price_ladder",
        rungs=[{"price": 8_000, "own": "for your 25a: ¥20,000"}, {"price": 15_000}],
        unit="per 10a per year",
        name="price",
        chosen=15_000,
    )

    buttons = Tags(html).named("button")
    assert [(one["name"], one["value"]) for one in buttons] == [
        ("price", "8000"),
        ("price", "15000"),
        ("price", "MORE"),
        ("price", "NONE"),
    ]
    assert [one.get("aria-pressed") for one in buttons[:2]] == ["false", "true"]
    assert "No payment is made now." in html
    assert "for your 25a: ¥20,000" in html


def test_a_ladder_can_be_a_field_of_a_form():
    html = piece("price_ladder", field=PriceForm({})["level"])

    assert len(Tags(html).named("input")) == 2
    assert 'class="error"' in html


def test_the_current_step_is_said():
    html = piece("step_navigation", steps=["Trouble", "Price", "Check"], current=2)

    steps = Tags(html).named("li")
    assert [step.get("aria-current") for step in steps] == [None, "step", None]


def test_steps_of_work_show_state_progress_and_error():
    steps = [
        SimpleNamespace(label="Read", state="DONE", duration=None),
        SimpleNamespace(label="Measure", state="RUNNING", progress_share=0.25),
        SimpleNamespace(label="Convert", state="FAILED", error="Row 12."),
        SimpleNamespace(label="Publish", state="WAITING"),
    ]

    html = piece("progress_steps", steps=steps, share=0.5)

    bars = Tags(html).named("progress")
    assert [bar["value"] for bar in bars] == ["0.5", "0.25"]
    assert all("aria-label" in bar or "aria-labelledby" in bar for bar in bars)
    assert "Row 12." in html
    assert "stopped" in html


@pytest.mark.parametrize(
    ("count", "said"),
    [(None, "<b>0</b> operations"), (1, "<b>1</b> operation "), (1_274, "<b>1,274</b> operations")],
)
def test_zero_is_said_plainly(count, said):
    assert said in piece("count_badge", count=count)


def test_a_sample_is_marked_and_real_ones_are_not():
    sample = piece("need_card", need=NEED, url="/needs/a/", count=3)
    real = piece("need_card", need=NEED | {"is_sample": False}, url="/needs/a/", count=3)

    assert "Sample" in sample
    assert "Sample" not in real


def test_a_card_is_one_link_in_the_language_of_its_words():
    html = piece("need_card", need=NEED, url="/needs/a/", count=3, heading="h2")

    [link] = Tags(html).named("a")
    assert link["href"] == "/needs/a/"
    assert link["lang"] == "ja"
    assert len(Tags(html).named("h2")) == 1


def test_an_opportunity_without_prices_shows_no_yen():
    html = piece("opportunity_card", need=NEED, url="/o/", count=4, estimate={"npv_p50": None})

    assert "¥" not in html


def test_an_opportunity_says_its_payoff_as_a_count_and_as_assumed():
    estimate = example_pieces()["estimate"]

    html = piece("opportunity_card", need=NEED, url="/o/", count=34, estimate=estimate)

    assert "¥4.2M" in html
    assert "6 times out of 10" in html
    assert "Assumed" in html
    assert "12 more commitments needed" in html


def test_a_dataset_says_how_many_rows_it_has():
    html = piece("dataset_card", dataset={"title": "Leaves"}, url="/d/", rows=4_210)

    assert "<b>4,210</b> rows" in html


def test_the_last_page_leads_nowhere():
    assert piece("pagination", next_url="", first_url="").strip() == ""
    assert 'rel="next"' in piece("pagination", next_url="?after=x")


def test_words_in_another_language_are_marked_as_written():
    japanese, english = piece("as_written", text="いちご"), piece("as_written", text="Berries")

    assert "As written, in Japanese:" in japanese
    assert 'lang="ja"' in japanese
    assert "As written" not in english


def test_an_entered_text_cannot_become_markup():
    assert "<b>" not in piece("as_written", text="<b>bold</b>")


def page(name, path="/", **context):
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(is_authenticated=False)
    return render_to_string(name, context | {"request": request, "user": request.user})


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    "name",
    [
        "pages/home.html",
        "400.html",
        "403.html",
        "403_csrf.html",
        "404.html",
        "413.html",
        "429.html",
    ],
)
def test_every_page_has_one_heading_a_skip_link_and_nothing_inline(name, language):
    with override(language):
        html = page(name)

    tags = Tags(html)
    assert tags.named("html")[0]["lang"] == language
    assert len(tags.named("h1")) == 1
    assert tags.named("a")[0]["href"] == "#main"
    assert all("src" in script for script in tags.named("script"))
    assert tags.named("style") == []
    assert not [attrs for _tag, attrs in tags.found if "style" in attrs]
    assert not [attrs for _tag, attrs in tags.found if any(name[:2] == "on" for name in attrs)]


def test_ids_of_the_gallery_are_unique():
    html = page("pages/gallery.html", "/gallery/", **example_pieces())

    ids = [attrs["id"] for _tag, attrs in Tags(html).found if "id" in attrs]
    assert sorted(ids) == sorted(set(ids))


def test_the_other_language_is_one_press_away():
    with override("ja"):
        html = page("pages/home.html", "/needs/?q=1")

    [button] = [one for one in Tags(html).named("button") if one.get("name") == "language"]
    [back] = [one for one in Tags(html).named("input") if one.get("name") == "next"]
    assert (button["value"], button["lang"]) == ("en", "en")
    assert back["value"] == "/needs/?q=1"


def test_an_empty_house_says_so():
    html = page("pages/home.html", needs=[], developer_count=0)

    assert "<b>0</b> developers registered" in html
    assert "No need has been written yet" in html


def test_a_page_that_refuses_keeps_the_draft():
    assert "data-draft-kept" in page("413.html")
    assert "data-draft-kept" not in page("pages/home.html")


def test_the_page_of_last_resort_needs_nothing():
    html = render_to_string("500.html")

    assert "うまく動きませんでした" in html
    assert "Something went wrong" in html


def test_styles_and_script_stay_light():
    """Weight on a phone in a field: 30 KB of style, 6 KB of script before compression."""
    sheets = ["tokens", "base", "forms", "frame", "front", "parts", "steps", "pictures", "print"]

    weight = sum(Path(finders.find(f"areba/{name}.css")).stat().st_size for name in sheets)

    assert weight <= 30_000
    assert Path(finders.find("areba/areba.js")).stat().st_size <= 6_000


def test_the_example_form_shows_every_kind_of_mistake():
    form = ExampleForm({"title": "", "cap": "dear"})

    assert set(form.errors) == {"title", "kind", "sector", "cap", "agreed"}
