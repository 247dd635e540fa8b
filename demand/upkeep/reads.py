"""What waits for somebody's word."""

from dataclasses import dataclass

from django.db.models import F

from demand.answers.models import Answer
from demand.answers.reads import waiting_to_move
from demand.needs.models import Need
from demand.operations.models import Operation
from demand.upkeep.models import Asked
from marketplace.accounts.models import User
from marketplace.accounts.vocabulary import MAY_ACT


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an operation is asked: needs still wanted, prices still meant, prices that may move."""

    needs: list[Need]
    prices: list[Answer]
    moves: list[Answer]

    def __bool__(self) -> bool:
        return bool(self.needs or self.prices or self.moves)


def waiting_for(operation: Operation) -> Waiting:
    """Gather what waits for an operation's word. Three queries."""
    asked = Asked.objects.waiting()
    needs = asked.filter(need__posted_by=operation, need__hidden_at=None)
    prices = asked.filter(
        answer__operation=operation,
        answer__withdrawn_at=None,
        answer__changed_at__lt=F("asked_at"),
    )
    return Waiting(
        needs=[each.need for each in needs.select_related("need").order_by("id") if each.need],
        prices=[
            each.answer
            for each in prices.select_related("answer__need").order_by("id")
            if each.answer
        ],
        moves=waiting_to_move(operation),
    )


def posters_of(need: Need) -> list[str]:
    """Name the addresses of those who may act for who posted a need."""
    members = User.objects.filter(
        memberships__organisation=need.posted_by.organisation,
        memberships__role__in=MAY_ACT,
        is_active=True,
    )
    return list(members.order_by("id").values_list("email", flat=True))
