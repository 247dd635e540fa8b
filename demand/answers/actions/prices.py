"""What an answer's price is held to: those that are asked, its quantity, its interval."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from demand.answers.models import Answer
from demand.answers.vocabulary import Level, Reason
from demand.needs.models import Need


class PricesHaveChanged(Exception):
    """The need's poster changed its unit or its rungs, and somebody answers at the old ones."""

    code = "prices_have_changed"
    detail = _("The prices of this need have changed since you saw them. Look at them once more.")


def compare_prices(need: Need, price_key: str) -> None:
    """Make sure that whoever answers was shown these prices; an empty key tells nothing.

    That the need's row still holds them is for `fix_prices` to say.
    Raises: PricesHaveChanged.
    """
    if price_key and price_key != need.price_key:
        raise PricesHaveChanged


def fix_prices(answer: Answer, now: datetime) -> None:
    """Hold the need to the prices that somebody answers at. Raises: PricesHaveChanged.

    Its poster's own answer without a price holds it to nothing.
    """
    need = answer.need
    if answer.cap is None and answer.operation_id == need.posted_by_id:
        return
    if not Need.objects.fix_prices(need, now):
        raise PricesHaveChanged


def complete(answer: Answer) -> None:
    """Add what its words imply: the quantity of a bare price, the end of its interval.

    Raises: ValidationError.
    """
    _match_price_and_quantity(answer)
    _close_interval(answer)


def _match_price_and_quantity(answer: Answer) -> None:
    """Let them agree with the need and with each other: a price alone is one for one unit.

    Raises: ValidationError.
    """
    if not answer.need.asks_price:
        given = [name for name in ("cap", "quantity") if getattr(answer, name) is not None]
        if given:
            raise ValidationError(dict.fromkeys(given, _("No price is asked for this need.")))
    elif answer.cap is not None:
        answer.quantity = Decimal(1) if answer.quantity is None else answer.quantity
    elif answer.quantity is not None and answer.level != Level.INTEREST:
        raise ValidationError({"cap": _("Write a price as well, or leave the quantity empty.")})


def _close_interval(answer: Answer) -> None:
    """Keep [highest yes, lowest no]: a tap on a rung leaves the next one as the lowest no.

    Above the last rung nothing is known; whoever finds all too dear says no at the first.
    """
    if answer.lowest_no is not None:
        return
    if answer.cap is not None:
        answer.lowest_no = next((rung for rung in answer.need.rungs if rung > answer.cap), None)
    elif answer.reason == Reason.PRICE and answer.need.rungs:
        answer.lowest_no = answer.need.rungs[0]
