"""Each picture says in drawing, in words and in its table the same numbers."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from django.utils.translation import override

from marketplace.pages import pictures
from marketplace.pages.pictures import Bin, Count, Lever, Rung, Score
from marketplace.pages.pictures.drawing import Scale, canvas, element, inside, letters, ticks
from marketplace.pages.pictures.payoff import value_at
from marketplace.pages.pictures.places import SQUARES, shade, short_name

SVG = "{http://www.w3.org/2000/svg}"
RUNGS = [Rung(8_000, 24, 29, 33), Rung(15_000, 15, 21, 27), Rung(30_000, 2, 4, 8)]
QUANTILES = [(0.05, -12_800_000.0), (0.5, 4_200_000.0), (0.95, 48_500_000.0)]
NAMES = {code: f"Place{code}" for code in SQUARES}


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def every_picture():
    measured = [Score(100, 0.5, 0.6, 0.7), Score(200, 0.6, 0.7, 0.8)]
    return [
        pictures.demand_curve(RUNGS, key="a", best=15_000),
        pictures.payoff_distribution(QUANTILES, key="b", gain_share=0.62),
        pictures.tornado([Lever("Churn", 1_000_000, 9_000_000)], key="c", centre=4_000_000),
        pictures.class_balance([Count("healthy", 90), Count("mildew", 10)], key="d"),
        pictures.histogram([Bin(0, 5, 3), Bin(5, 10, 7)], key="e"),
        pictures.tile_map({"09": 34, "38": None}, key="f", names=NAMES),
        pictures.trend([(date(2026, 1, 1), 3), (date(2026, 2, 1), 9)], key="g"),
        pictures.learning_curve(measured, key="h", target=0.8),
        pictures.plane(
            [pictures.Spot(4, 4, is_border=False)],
            [pictures.Corner("wanted", ("1",))],
            key="i",
            header=("zone", "needs"),
        ),
    ]


def drawn(picture):
    return ET.fromstring(
        str(picture.svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    )


def texts(picture):
    return [text.text for text in drawn(picture).iter(f"{SVG}text")]


def of_kind(picture, kind):
    return [shape for shape in drawn(picture).iter() if shape.get("class") == kind]


@pytest.mark.parametrize("picture", every_picture(), ids=lambda picture: picture.title)
def test_every_picture_has_a_name_a_description_and_a_table(picture):
    root = drawn(picture)
    ids = {shape.get("id"): shape.text for shape in root.iter() if shape.get("id")}

    assert root.get("role") == "img"
    assert ids[root.get("aria-labelledby")] == picture.title
    assert ids[root.get("aria-describedby")]
    assert picture.rows
    assert all(len(row) == len(picture.header) for row in picture.rows)


@pytest.mark.parametrize("picture", every_picture(), ids=lambda picture: picture.title)
def test_no_picture_carries_a_style_that_a_strict_policy_would_refuse(picture):
    assert "style=" not in picture.svg
    assert "<style" not in picture.svg


@pytest.mark.parametrize("picture", every_picture(), ids=lambda picture: picture.title)
def test_nothing_is_drawn_outside_the_canvas(picture):
    root = drawn(picture)
    _left, _top, width, height = map(float, root.get("viewBox").split())

    for shape in root.iter(f"{SVG}rect"):
        assert float(shape.get("x")) >= 0
        assert float(shape.get("width")) >= 0
        assert float(shape.get("x")) + float(shape.get("width")) <= width + 0.01
        assert float(shape.get("y")) + float(shape.get("height")) <= height + 0.01


def test_labels_are_escaped():
    picture = pictures.class_balance([Count("<script>", 1)], key='"x')

    assert "<script>" not in picture.svg
    assert "&lt;script&gt;" in picture.svg
    assert 'id="&quot;x-title"' in picture.svg


def test_words_come_from_outside():
    words = pictures.curve.CurveWords(title="買う数", quantity="数", price="円", best="最大")

    picture = pictures.demand_curve(RUNGS, key="k", words=words)

    assert picture.title == "買う数"
    assert picture.header[:2] == ("円", "数")


def test_defaults_speak_the_language_of_the_page():
    with override("ja"):
        picture = pictures.demand_curve(RUNGS, key="k", best=15_000)

    assert picture.title == "その値段なら買う、という数"
    assert "15,000円 売上がいちばん大きい" in texts(picture)


def test_a_demand_curve_shows_only_its_rungs():
    picture = pictures.demand_curve(RUNGS, key="k", best=15_000)

    assert [row[0] for row in picture.rows] == ["¥8,000", "¥15,000", "¥30,000"]
    assert picture.rows[1] == ("¥15,000", "21", "15–27")
    assert len(of_kind(picture, "p-dot")) == len(RUNGS)
    assert len(of_kind(picture, "p-best")) == 1


def test_a_demand_curve_without_a_best_price_claims_none():
    picture = pictures.demand_curve(RUNGS, key="k")

    assert of_kind(picture, "p-best") == []
    assert "Best price" not in picture.svg


def test_long_prices_take_turns_on_two_lines():
    rungs = [Rung(price, 1, 2, 3) for price in range(300_000, 1_000_000, 100_000)]

    picture = pictures.demand_curve(rungs, key="k")

    lines = {
        shape.get("y")
        for shape in drawn(picture).iter(f"{SVG}text")
        if re.fullmatch(r"[3-9]00,000", shape.text)
    }
    assert len(lines) == 2


def test_twenty_dots_stand_on_the_side_of_zero_where_their_outcome_lies():
    # Straight lines through the quantiles cross zero at a share of .389: outcomes at
    # .025, .075, … .375 lie below, eight of them.
    picture = pictures.payoff_distribution(QUANTILES, key="k", gain_share=0.61)

    zero = float(of_kind(picture, "p-zero")[0].get("x1"))
    losses, gains = of_kind(picture, "p-loss"), of_kind(picture, "p-gain")
    assert (len(losses), len(gains)) == (8, 12)
    assert all(float(dot.get("cx")) < zero for dot in losses)
    assert all(float(dot.get("cx")) > zero for dot in gains)


def test_a_payoff_says_how_often_it_pays_as_a_count():
    picture = pictures.payoff_distribution(QUANTILES, key="k", gain_share=0.61)

    assert picture.rows[-1] == ("Pays at all", "12 times out of 20")
    assert picture.rows[1] == ("Middle: half of the outcomes are worse", "¥4.2M")


def test_a_payoff_that_never_loses_starts_at_zero():
    picture = pictures.payoff_distribution(
        [(0.05, 1e6), (0.5, 2e6), (0.95, 3e6)], key="k", gain_share=1
    )

    assert of_kind(picture, "p-loss") == []
    assert float(of_kind(picture, "p-zero")[0].get("x1")) == 20


def test_outcomes_between_quantiles_lie_on_straight_lines():
    assert value_at(QUANTILES, 0.275) == pytest.approx(-4_300_000)
    assert value_at(QUANTILES, 0.01) == -12_800_000
    assert value_at(QUANTILES, 0.99) == 48_500_000


def test_a_tornado_puts_the_widest_lever_first():
    levers = [Lever("Support", 8_900_000, 14_500_000), Lever("Share", -400_000, 26_000_000)]

    picture = pictures.tornado(levers, key="k", centre=12_000_000)

    assert [row[0] for row in picture.rows] == ["Share", "Support"]
    assert picture.rows[0] == ("Share", "−¥400K", "¥26M")


def test_a_class_that_exists_is_seen_however_few_it_has():
    picture = pictures.class_balance([Count("healthy", 99_999), Count("canker", 1)], key="k")

    assert [float(bar.get("width")) for bar in of_kind(picture, "p-bar")] == [360, 2]


def test_classes_past_the_most_are_one_bar():
    counts = [Count(f"class {n}", n) for n in range(1, 21)]

    picture = pictures.class_balance(counts, key="k", most=5)

    # 1 + 2 + … + 16 = 136
    assert [row[0] for row in picture.rows][-1] == "All others"
    assert picture.rows[-1][1] == "136"
    assert len(picture.rows) == 5


def test_a_hidden_count_is_told_from_none():
    picture = pictures.tile_map({"09": 34, "38": None}, key="k", names=NAMES)

    assert len(of_kind(picture, "p-shade-hidden")) == 1 + 1  # its square and the legend's
    assert ("Place38", "fewer than three, not shown") in picture.rows
    assert len(picture.rows) == 2


def test_the_map_has_a_square_of_its_own_for_each_of_47_prefectures():
    assert sorted(SQUARES) == [f"{code:02}" for code in range(1, 48)]
    assert len(set(SQUARES.values())) == 47


def test_an_unknown_prefecture_is_not_swallowed():
    with pytest.raises(KeyError):
        pictures.tile_map({"48": 1}, key="k", names=NAMES)


@pytest.mark.parametrize(
    ("count", "kind"),
    [(None, "hidden"), (0, "0"), (1, "1"), (10, "1"), (11, "2"), (40, "4")],
)
def test_squares_darken_by_even_steps(count, kind):
    assert shade(count, top=40) == f"p-shade-{kind}"


@pytest.mark.parametrize(
    ("name", "short"),
    [("栃木県", "栃木"), ("京都府", "京都"), ("東京都", "東京"), ("北海道", "北海道")],
)
def test_prefectures_lose_the_word_that_all_share(name, short):
    with override("ja"):
        assert short_name(name) == short


def test_a_forecast_is_marked_as_one():
    measured = [Score(100, 0.5, 0.6, 0.7), Score(200, 0.6, 0.7, 0.8)]

    picture = pictures.learning_curve(
        measured, key="k", forecast=[Score(400, 0.6, 0.75, 0.85)], target=0.8
    )

    assert picture.rows[-1] == ("400 (forecast)", "75%", "60%–85%")
    assert len(of_kind(picture, "p-line-dashed")) == 1
    assert "wanted 80%" in texts(picture)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: pictures.demand_curve([], key="k"),
        lambda: pictures.payoff_distribution(QUANTILES[:2], key="k", gain_share=1),
        lambda: pictures.tornado([], key="k", centre=0),
        lambda: pictures.class_balance([], key="k"),
        lambda: pictures.histogram([], key="k"),
        lambda: pictures.trend([(date(2026, 1, 1), 3)], key="k"),
        lambda: pictures.learning_curve([Score(1, 0, 0, 0)], key="k"),
    ],
)
def test_a_picture_of_nothing_is_refused(draw):
    with pytest.raises(ValueError, match="needs"):
        draw()


@pytest.mark.parametrize(
    ("high", "marks"),
    [
        (33, [0, 10, 20, 30, 40]),
        (1, [0, 0.5, 1]),
        (4, [0, 1, 2, 3, 4]),
        (0, [0, 0]),
    ],
)
def test_axes_have_round_marks_that_reach_the_top(high, marks):
    chosen = ticks(high)

    assert chosen[-1] >= high
    assert len(chosen) <= 6
    if marks != [0, 0]:
        assert set(marks) <= set(chosen)


def test_a_scale_of_one_value_does_not_divide_by_nothing():
    assert Scale(5, 5, 10, 90)(5) == 10


def test_a_centred_text_stays_on_the_canvas():
    assert inside(3, 20) == 20
    assert inside(355, 20) == 340
    assert inside(100, 20) == 100


def test_underscores_of_attributes_become_hyphens():
    assert letters(1, 2.5, "a&b", anchor="end", kind="p-soft") == (
        '<text x="1" y="2.5" text-anchor="end" class="p-text p-soft">a&amp;b</text>'
    )
    assert element("g", kind="a") == '<g class="a"></g>'


def test_a_canvas_scales_with_its_frame():
    svg = canvas(key="k", title="T", description="D", height=99.5, shapes=[])

    assert 'viewBox="0 0 360 99.5"' in svg
    assert " width=" not in svg


def test_needs_that_lie_close_share_a_dot_and_a_border_one_is_hollow():
    spots = [pictures.Spot(4.1, 4.5, is_border=False), pictures.Spot(4.0, 4.5, is_border=False),
             pictures.Spot(3.0, 3.0, is_border=True)]  # fmt: skip
    corners = [pictures.Corner("wanted", ("2",)), pictures.Corner("border", ("1",))]

    drawn = pictures.plane(spots, corners, key="plane", header=("zone", "needs"))

    assert drawn.svg.count('class="p-dot"') == 1
    assert drawn.svg.count('class="p-loss"') == 1
    assert drawn.rows == (("wanted", "2"), ("border", "1"))
