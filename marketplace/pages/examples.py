"""Example values for the gallery: every shared piece with something believable in it."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.pages import pictures, wording
from marketplace.pages.widgets import ChoiceCards

TODAY = date(2026, 11, 24)
STORY = (
    "葉裏に白い粉がつくころには隣のうねまで広がっていて薬が追いつかないので、"
    "朝の葉かきのついでにスマホで撮るだけで出はじめを教えてほしい。"
)
# In the order of their codes; their Japanese stands with the vocabulary of operations.
PREFECTURES = [
    "Hokkaido", "Aomori", "Iwate", "Miyagi", "Akita", "Yamagata", "Fukushima", "Ibaraki",
    "Tochigi", "Gunma", "Saitama", "Chiba", "Tokyo", "Kanagawa", "Niigata", "Toyama", "Ishikawa",
    "Fukui", "Yamanashi", "Nagano", "Gifu", "Shizuoka", "Aichi", "Mie", "Shiga", "Kyoto", "Osaka",
    "Hyogo", "Nara", "Wakayama", "Tottori", "Shimane", "Okayama", "Hiroshima", "Yamaguchi",
    "Tokushima", "Kagawa", "Ehime", "Kochi", "Fukuoka", "Saga", "Nagasaki", "Kumamoto", "Oita",
    "Miyazaki", "Kagoshima", "Okinawa",
]  # fmt: skip
COUNTS: dict[str, int | None] = {
    "01": 41, "09": 34, "40": 28, "17": 12, "03": 19, "43": 9, "22": 7, "15": 22, "38": None,
    "20": 4, "08": 15, "46": 13, "06": 6, "45": None, "28": 3,
}  # fmt: skip


class ExampleForm(forms.Form):
    """One field of each kind, as a page with mistakes in it comes back."""

    title = forms.CharField(
        label=gettext_lazy("Your need in one line"),
        help_text=gettext_lazy("As you would say it to a neighbour."),
    )
    story = forms.CharField(
        label=gettext_lazy("Your trouble"), widget=forms.Textarea, required=False
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of need is it?"),
        help_text=gettext_lazy("Choose the one that is nearest."),
        choices=[
            ("TECHNOLOGY", gettext_lazy("A tool or a machine")),
            ("PAPERWORK", gettext_lazy("Paperwork")),
            ("INSTITUTION", gettext_lazy("A rule")),
        ],
        widget=ChoiceCards(
            notes={"INSTITUTION": gettext_lazy("No price is asked, only hours and lost sales.")}
        ),
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Which trade?"),
        choices=[(word, word) for word in ("農業", "畜産", "漁業", "養殖", "林業")],
        widget=ChoiceCards(columns=True),
    )
    cap = forms.IntegerField(
        label=gettext_lazy("The most you would pay"),
        help_text=gettext_lazy("In yen, with tax. Nobody else sees it."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    photos = forms.FileField(label=gettext_lazy("A file"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("We buy for our business."))


def example_form() -> ExampleForm:
    return ExampleForm({"title": "", "kind": "TECHNOLOGY", "sector": "農業", "cap": "たかい"})


def example_pieces() -> dict[str, Any]:
    """Gather what the gallery shows, in the language of the page."""
    return {
        "form": example_form(),
        "today": TODAY,
        "story": STORY,
        "assumed": _("One payment a year."),
        "map": _map(),
        "pictures": _pictures(),
        **_lists(),
        **_questions(),
    }


def _questions() -> dict[str, Any]:
    level = [
        ("INTEREST", _("We are interested"), ""),
        ("WOULD_BUY", _("We would buy it"), ""),
        (
            "CONDITIONAL",
            _("We promise to buy if the conditions are met"),
            _("Holds once price, quality and date are met. Until then you can withdraw it."),
        ),
        ("LETTER", _("We sign a letter of intent"), _("A signed paper, without conditions.")),
    ]
    return {
        "steps": [_("Trouble"), _("For what"), _("Up to how much"), _("By when"), _("Check")],
        "levels_legend": _("How serious are you?"),
        "levels": level,
        "unit": wording.unit("10a", "YEAR"),
        "rungs": [
            {
                "price": price,
                "own": _("for your %(size)s: %(sum)s")
                % {"size": "25a", "sum": wording.yen(price * 5 // 2)},
            }
            for price in (8_000, 15_000, 20_000, 30_000)
        ],
        "works": [
            SimpleNamespace(label=_("Read"), state="DONE", duration=timedelta(seconds=2.4)),
            SimpleNamespace(label=_("Measure"), state="RUNNING", progress_share=0.35),
            SimpleNamespace(
                label=_("Convert"),
                state="FAILED",
                error=_("Row 12, column 3: a date was expected."),
            ),
            SimpleNamespace(label=_("Publish"), state="WAITING"),
        ],
    }


def _lists() -> dict[str, Any]:
    need = {
        "title": "いちごのうどんこ病を出はじめに写真で知りたい", "prefecture": _("Tochigi"),
        "sector": _("Agriculture"), "product": "いちご（とちおとめ）", "is_sample": True,
        "task": _("see or hear and tell"), "get_absolute_url": "#g-cards",
        "demand": {"co_sign_count": 34},
        "foot": wording.price(15_000, "10a", "YEAR"),
    }  # fmt: skip
    other = need | {
        "title": "手書きの水揚げ伝票を打ち直さずに漁獲報告にしたい", "prefecture": _("Ishikawa"),
        "sector": _("Fishery"), "product": "沿岸漁業全般", "is_sample": False,
        "demand": {"co_sign_count": 4},
        "foot": _("Its price shows after one more answer."),
    }  # fmt: skip
    return {
        "needs": [need, other],
        "dataset": {
            "title": "いちご葉の病斑写真（2023〜2026年）", "owner": "下野いちご研究会",
            "foot": _("For one need"), "is_sample": True,
        },
        "estimate": {
            "npv_p50": 4_200_000, "positive_share": 0.62, "missing_commitments": 12,
            "obstacle": "DEMAND", "get_obstacle_display": _("too few commitments"),
        },
        "match_reason": _("Your models look at photos, and you work in Tochigi."),
        "banners": [
            ("success", _("Your answer has arrived.")),
            ("information", _("No payment is made now.")),
            ("warning", _("This need closes in three days.")),
            ("error", _("The file is a picture, not a table.")),
        ],
        "empty_title": _("No developer yet"),
        "empty_text": _("Nobody who builds such things has registered yet."),
        "empty_link": _("Register as a developer"),
    }  # fmt: skip


def _map() -> pictures.Picture:
    names = {f"{code:02}": _(name) for code, name in enumerate(PREFECTURES, start=1)}
    return pictures.tile_map(COUNTS, key="map", names=names)


def _plane() -> pictures.Picture:
    spots = [
        pictures.Spot(4.2, 4.5, is_border=False), pictures.Spot(4.2, 4.5, is_border=False),
        pictures.Spot(4.6, 1.5, is_border=False), pictures.Spot(2.0, 4.0, is_border=False),
        pictures.Spot(3.2, 3.0, is_border=True),
    ]  # fmt: skip
    corners = [
        pictures.Corner(_("wanted, and it can be built"), ("2",)),
        pictures.Corner(_("it can be built, but is not wanted"), ("1",)),
        pictures.Corner(_("wanted, but nobody can build it yet"), ("1",)),
    ]
    return pictures.plane(spots, corners, key="plane", header=(_("Zone"), _("Needs")))


def _pictures() -> list[pictures.Picture]:
    rungs = [
        pictures.Rung(8_000, 24, 29, 33), pictures.Rung(10_000, 20, 26, 31),
        pictures.Rung(15_000, 15, 21, 27), pictures.Rung(20_000, 7, 12, 17),
        pictures.Rung(30_000, 2, 4, 8),
    ]  # fmt: skip
    quantiles = [
        (0.05, -12_800_000), (0.25, -4_000_000), (0.5, 4_200_000), (0.75, 21_000_000),
        (0.95, 48_500_000),
    ]  # fmt: skip
    levers = [
        pictures.Lever(_("Share that joins"), -400_000, 26_000_000),
        pictures.Lever(_("How fast neighbours copy"), 3_800_000, 22_400_000),
        pictures.Lever(_("Months of work"), 6_900_000, 16_400_000),
    ]
    classes = [pictures.Count("健全", 2_810), pictures.Count("うどんこ病", 941),
               pictures.Count("灰色かび病", 322), pictures.Count("炭疽病", 37)]  # fmt: skip
    bins = [
        pictures.Bin(low, low + 5, count)
        for low, count in zip(range(0, 40, 5), (3, 18, 64, 120, 96, 40, 11, 2), strict=True)
    ]
    months = [(date(2026, month, 1), float(month**2)) for month in range(3, 12)]
    measured = [
        pictures.Score(n, middle - 0.06, middle, middle + 0.05)
        for n, middle in ((50, 0.52), (100, 0.61), (200, 0.68), (400, 0.73), (800, 0.77))
    ]
    forecast = [pictures.Score(1_600, 0.72, 0.79, 0.84), pictures.Score(3_200, 0.72, 0.81, 0.88)]
    return [
        pictures.demand_curve(rungs, key="curve", best=15_000),
        pictures.payoff_distribution(quantiles, key="payoff", gain_share=0.62),
        pictures.tornado(levers, key="tornado", centre=12_100_000),
        pictures.class_balance(classes, key="classes"),
        pictures.histogram(bins, key="histogram"),
        pictures.trend(months, key="trend"),
        pictures.learning_curve(measured, key="learning", forecast=forecast, target=0.8),
        _plane(),
    ]
