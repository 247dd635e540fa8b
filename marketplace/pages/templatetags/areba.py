"""What templates say with `{% load areba %}`: numbers, prices, days, pictures, the rooms."""

from dataclasses import dataclass
from datetime import date

from django import template
from django.http import HttpRequest
from django.template.context import RequestContext
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.pages import wording
from marketplace.pages.pictures import Picture, qr_code

register = template.Library()

# The public addresses of the rooms. One that is not built yet is not linked.
ROOMS: list[tuple[str, Promise]] = [
    ("/needs/", _("Needs")),
    ("/datasets/", _("Datasets")),
    ("/opportunities/", _("Opportunities")),
    ("/developers/", _("Developers")),
    ("/insights/", _("Insights")),
]

register.filter("yen", wording.yen)
register.filter("short_yen", wording.short_yen)
register.filter("number", wording.number)
register.filter("percent", wording.percent)
register.filter("chance", wording.chance)
register.filter("duration", wording.duration)
register.filter("day", wording.day)
register.filter("hours_a_year", wording.hours_a_year)
register.filter("wareki", wording.wareki)
register.filter("written_in", wording.language_of)
register.simple_tag(wording.times, name="times")
register.simple_tag(wording.unit, name="unit")
register.simple_tag(wording.price, name="price")
register.simple_tag(qr_code, name="qr_code")


@dataclass(frozen=True, slots=True)
class Room:
    path: str
    label: Promise
    is_current: bool


@register.simple_tag(takes_context=True)
def rooms(context: RequestContext) -> list[Room]:
    """List the rooms that are open, and which of them the page stands in."""
    request: HttpRequest | None = context.get("request")
    here = request.path if request else ""
    return [Room(path, label, here.startswith(path)) for path, label in ROOMS if _opens(path)]


def _opens(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


@register.inclusion_tag("_components/figure.html")
def figure(
    picture: Picture, *, n: int | None = None, on: date | None = None, assumed: str = ""
) -> dict[str, object]:
    """Show a picture with its table, how many answers it rests on, its day and what is assumed."""
    return {"picture": picture, "n": n, "on": on, "assumed": assumed}
