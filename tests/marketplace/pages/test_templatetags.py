"""Numbers, prices and days come out as people say them, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from marketplace.pages import wording
from marketplace.pages.pictures import Count, class_balance


def render(source, **context):
    return Template("{% load areba %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "japanese", "english"),
    [
        ("{{ 24000|yen }}", "24,000円", "¥24,000"),
        ("{{ loss|yen }}", "−9,700,000円", "−¥9,700,000"),
        ("{{ 0|yen }}", "0円", "¥0"),
        ("{{ loss|short_yen }}", "−970万円", "−¥9.7M"),
        ("{{ 15500|short_yen }}", "1.6万円", "¥16K"),
        ("{{ 230000000|short_yen }}", "2.3億円", "¥230M"),
        ("{{ 8000|short_yen }}", "8,000円", "¥8K"),
        ("{{ 0|short_yen }}", "0円", "¥0"),
        ("{{ 0.125|percent }}", "12%", "12%"),
        ("{{ 0.018|percent }}", "1.8%", "1.8%"),
        ("{{ 1234567|number }}", "1,234,567", "1,234,567"),
        ("{{ 0.8|chance }}", "10回のうち8回", "8 times out of 10"),
        ("{{ 0.1|chance }}", "10回のうち1回", "1 time out of 10"),
        ("{{ 0|chance }}", "10回のうち0回", "0 times out of 10"),
        ("{% times 18 20 %}", "20回のうち18回", "18 times out of 20"),
        ("{% price 24000 '10a' 'YEAR' %}", "10aあたり年24,000円", "¥24,000 per 10a per year"),
        ("{% unit '台' 'ONCE' %}", "台あたり買い切り", "per 台, once"),
        ("{{ day|day }}", "2026年11月24日", "24 November 2026"),
        ("{{ day|wareki }}", "令和8年11月24日", "令和8年11月24日"),
        ("{{ nothing|day }}", "", ""),
        ("{{ quick|duration }}", "2.4秒", "2.4 s"),
        ("{{ slow|duration }}", "3分12秒", "3 min 12 s"),
    ],
)
def test_it_reads_as_people_say_it(source, japanese, english):
    context = {
        "loss": -9_700_000,
        "day": date(2026, 11, 24),
        "nothing": None,
        "quick": timedelta(seconds=2.4),
        "slow": timedelta(minutes=3, seconds=12),
    }

    with override("ja"):
        assert render(source, **context) == japanese
    with override("en"):
        assert render(source, **context) == english


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.02, "less than 1 time out of 10"), (0.98, "more than 9 times out of 10"), (1, "10 times")],
)
def test_what_is_not_certain_is_never_said_to_be(share, said):
    with override("en"):
        assert wording.chance(share).startswith(said)


def test_a_period_that_nobody_defined_is_not_swallowed():
    with pytest.raises(KeyError):
        wording.unit("10a", "DECADE")


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1920, 1, 1), "1920年1月1日"),
    ],
)
def test_eras_change_on_their_day(day, written):
    assert wording.wareki(day) == written


def test_a_moment_is_read_in_the_zone_of_the_site():
    late = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # half past midnight in Tokyo

    with override("ja"):
        assert wording.day(late) == "2026年11月24日"


@pytest.mark.parametrize(
    ("text", "language"),
    [("いちごの病気", "ja"), ("イチゴ", "ja"), ("苺", "ja"), ("strawberry, 10a", "en"), ("", "en")],
)
def test_a_text_says_in_which_language_it_was_written(text, language):
    assert wording.language_of(text) == language


def test_the_room_that_one_is_in_is_marked():
    request = RequestFactory().get("/needs/abc/")

    with override("en"):
        shown = render(
            "{% rooms as open %}{% for room in open %}{{ room.path }}{{ room.is_current }} "
            "{% endfor %}",
            request=request,
        )

    assert "/needs/True" in shown
    assert "/datasets/False" in shown


def test_a_room_that_is_not_built_is_not_linked(settings):
    settings.ROOT_URLCONF = "marketplace.accounts.urls"

    assert render("{% rooms as open %}{{ open|length }}") == "0"


def test_a_figure_says_its_n_its_day_and_what_is_assumed():
    picture = class_balance([Count("healthy", 3)], key="k")

    with override("en"):
        shown = render(
            '{% figure picture n=34 on=day assumed="One payment a year." %}',
            picture=picture,
            day=date(2026, 11, 24),
        )

    assert "From 34 answers." in shown
    assert "As of 24 November 2026." in shown
    assert "Assumed" in shown
    assert "One payment a year." in shown
    assert '<th scope="row">healthy</th>' in shown
