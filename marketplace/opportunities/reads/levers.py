"""What stands in the way, in words: each lever with what it takes and what it would add."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.opportunities.models import Estimate
from marketplace.opportunities.vocabulary import Obstacle
from marketplace.pages.wording import number, yen

# What adds less than this share of what the strongest adds is not worth a line.
HARDLY = 0.01


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing that could be lifted. Units: yen without tax; the effort is assumed.

    `gain` is what lifting it adds to the middle outcome.
    """

    obstacle: Obstacle
    takes: str
    gain: int
    effort: int
    is_obstacle: bool


def levers(estimate: Estimate) -> list[Lever]:
    """List the levers that move something, the one that stands in the way first."""
    written = estimate.result.get("levers", [])
    listed = [_lever(each, estimate.obstacle) for each in written]
    most = max((lever.gain for lever in listed), default=0)
    moving = [each for each in listed if each.is_obstacle or each.gain >= HARDLY * most]
    return sorted(moving, key=lambda lever: not lever.is_obstacle)


def obstacle_takes(estimate: Estimate) -> str:
    """Say what lifting the obstacle takes; nothing where no amount of anything would do."""
    for lever in levers(estimate):
        if lever.is_obstacle:
            return lever.takes
    if estimate.obstacle == Obstacle.DEMAND and estimate.missing_commitments:
        return takes(Obstacle.DEMAND, estimate.missing_commitments)
    return ""


def _lever(written: dict[str, int], obstacle: str) -> Lever:
    name = Obstacle(str(written["lever"]))
    return Lever(
        obstacle=name,
        takes=takes(name, round(written["amount"] or 0)),
        gain=written["gain"],
        effort=written["effort"],
        is_obstacle=name == obstacle,
    )


def takes(obstacle: Obstacle, amount: int) -> str:
    """Say what lifting an obstacle takes."""
    shown = {"shown": number(amount)}
    match obstacle:
        case Obstacle.DEMAND:
            said = ngettext("%(shown)s more commitment", "%(shown)s more commitments", amount)
            return said % shown
        case Obstacle.DATA:
            said = ngettext("about %(shown)s more label", "about %(shown)s more labels", amount)
            return said % shown
        case Obstacle.TECHNOLOGY:
            return _("running costs that halve in %(shown)s months") % shown
        case Obstacle.PRICE:
            return _("a price of %(yen)s a year") % {"yen": yen(amount)}
        case Obstacle.REGULATION:
            return _("the rule lifted")
