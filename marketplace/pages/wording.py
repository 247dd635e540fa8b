"""Numbers, prices and days as people say them, in the language of the page."""

import re
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

JAPANESE_LETTERS = re.compile(r"[぀-ヿ㐀-鿿]")
MAN, OKU = 10_000, 100_000_000
# First day of each era: the two that a living person writes for a coming or past day.
ERAS = [("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25))]


def speaks_japanese() -> bool:
    return (get_language() or "ja").startswith("ja")


def language_of(text: str) -> str:
    """Tell the language in which a person wrote: "ja" where there is kana or kanji, else "en"."""
    return "ja" if JAPANESE_LETTERS.search(text) else "en"


def number(value: float) -> str:
    """Write with commas, and with a true minus sign so that a loss is not overlooked."""
    return f"{value:,}".replace("-", "−")


def yen(amount: int) -> str:
    """Write 24,000円, or ¥24,000 in English."""
    sign = "−" if amount < 0 else ""
    return sign + _("¥%(amount)s") % {"amount": number(abs(amount))}


def short_yen(amount: float) -> str:
    """Write 1,200万円, or ¥12M in English: two or three figures, for pictures and cards."""
    size, sign = abs(round(amount)), "−" if amount < 0 else ""
    if speaks_japanese():
        steps = [(OKU, "億円"), (MAN, "万円"), (1, "円")]
        scale, word = next((s for s in steps if size >= s[0]), steps[-1])
        return f"{sign}{_figures(size / scale)}{word}"
    letters = [(1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K"), (1, "")]
    scale, word = next((s for s in letters if size >= s[0]), letters[-1])
    return f"{sign}¥{_figures(size / scale)}{word}"


def _figures(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:,.0f}"  # noqa: PLR2004


def percent(share: float) -> str:
    """Write a share of 0–1 as 12%, with one decimal below ten."""
    return f"{_figures(share * 100)}%"


def times(hits: int, trials: int) -> str:
    """Say a frequency as people count it: 10回のうち8回."""
    return ngettext("%(hits)s time out of %(trials)s", "%(hits)s times out of %(trials)s", hits) % {
        "hits": number(hits),
        "trials": number(trials),
    }


def chance(share: float, of: int = 10) -> str:
    """Say a probability of 0–1 as a count out of ten, and never as certain what is not."""
    hits = round(share * of)
    if hits == 0 and share > 0:
        return _("less than %(often)s") % {"often": times(1, of)}
    if hits == of and share < 1:
        return _("more than %(often)s") % {"often": times(of - 1, of)}
    return times(hits, of)


def unit(thing: str, period: str) -> str:
    """Say a unit: 10aあたり年, per 10a per year.

    `thing` is its label in the language of the page, `period` one of YEAR, MONTH,
    SEASON, USE, ONCE.
    Raises: KeyError for any other period.
    """
    phrases = {
        "YEAR": _("per %(thing)s per year"),
        "MONTH": _("per %(thing)s per month"),
        "SEASON": _("per %(thing)s per season"),
        "USE": _("per %(thing)s per use"),
        "ONCE": _("per %(thing)s, once"),
    }
    return phrases[period] % {"thing": thing}


def price(amount: int, thing: str, period: str) -> str:
    """Say a price with its unit: 10aあたり年24,000円, ¥24,000 per 10a per year."""
    return _("%(yen)s %(unit)s") % {"yen": yen(amount), "unit": unit(thing, period)}


def payment(amount: int, period: str) -> str:
    """Say what is paid and how often: 年30,000円, ¥30,000 a year.

    Raises: KeyError for a period that `unit` does not know.
    """
    phrases = {
        "YEAR": _("%(yen)s a year"),
        "MONTH": _("%(yen)s a month"),
        "SEASON": _("%(yen)s a season"),
        "USE": _("%(yen)s each time"),
        "ONCE": _("%(yen)s once"),
    }
    return phrases[period] % {"yen": yen(amount)}


def hours_a_year(hours: float) -> str:
    """Say hours in whole ones: 年120時間, 120 hours a year; below one only that."""
    if 0 < hours < 1:
        return _("less than an hour a year")
    whole = round(hours)
    return ngettext("%(shown)s hour a year", "%(shown)s hours a year", whole) % {
        "shown": number(whole)
    }


def duration(lasted: timedelta) -> str:
    """Say how long something took: 3 min 12 s, and tenths below ten seconds."""
    minutes, seconds = divmod(lasted.total_seconds(), 60)
    if minutes:
        return _("%(minutes)s min %(seconds)s s") % {
            "minutes": number(int(minutes)),
            "seconds": int(seconds),
        }
    return _("%(seconds)s s") % {"seconds": _figures(seconds)}


def day(moment: date | None) -> str:
    """Write 2026年11月24日, or 24 November 2026; a moment is read in the site's own zone."""
    if moment is None:
        return ""
    on = _local(moment)
    if speaks_japanese():
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {on:%B} {on.year}"


def wareki(moment: date) -> str:
    """Write a day by era, 令和8年11月24日; a day before Shōwa keeps its western year."""
    on = _local(moment)
    for era, since in ERAS:
        if on >= since:
            year = on.year - since.year + 1
            return f"{era}{'元' if year == 1 else year}年{on.month}月{on.day}日"
    return f"{on.year}年{on.month}月{on.day}日"


def _local(moment: date) -> date:
    if isinstance(moment, datetime):
        return timezone.localdate(moment) if timezone.is_aware(moment) else moment.date()
    return moment
