"""Which operation a request speaks for, and how sure others can be of it."""

from dataclasses import dataclass

from django.db.models import F, Prefetch
from django.http import HttpRequest
from rest_framework.request import Request

from demand.operations.models import Operation, Recognition, Twins, Vouching, tier_of
from demand.operations.vocabulary import Tier
from marketplace.accounts.models import ApiToken, User
from marketplace.accounts.reads import acting_organisation, person


def acting_operation(request: HttpRequest | Request) -> Operation | None:
    """Find the operation in whose name the request acts; at most three queries.

    Somebody who acts for an organisation that is none, such as a team of developers,
    speaks for the first operation that they belong to. A token never does: it is
    tied to one organisation.
    """
    organisation = acting_organisation(request)
    if organisation is None:
        return None
    operations = Operation.objects.select_related("organisation")
    own = operations.filter(organisation=organisation).first()
    if own or isinstance(getattr(request, "auth", None), ApiToken):
        return own
    return operations.acted_for_by(person(request)).order_by("registered_at", "id").first()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another operation that may be the same farm, as one of the two reads it."""

    twins: Twins
    other: Operation
    has_agreed: bool

    @property
    def shows_name(self) -> bool:
        return self.twins.shows_names or self.twins.is_merged


@dataclass(frozen=True, slots=True)
class Standing:
    """How sure others can be of an operation, and what waits for it to say yes or no."""

    operation: Operation
    tier: Tier
    vouchings: list[Vouching]
    cooperatives: list[Operation]
    proposals: list[Proposal]
    # Why a moderator let it vouch no longer, where that stands.
    revoked_for: str = ""

    @property
    def to_accept(self) -> list[Vouching]:
        return [v for v in self._waiting if v.waits_for == self.operation]

    @property
    def asked(self) -> list[Vouching]:
        return [v for v in self._waiting if v.waits_for != self.operation]

    @property
    def standing(self) -> list[Vouching]:
        return [v for v in self.vouchings if v.accepted_at is not None]

    @property
    def _waiting(self) -> list[Vouching]:
        return [v for v in self.vouchings if v.accepted_at is None]


def standing(operation: Operation) -> Standing:
    """Read how an operation stands. Four queries, five where it waits to be recognised."""
    vouchings = list(Vouching.objects.open().concerning(operation).order_by("asked_at", "id"))
    own = Operation.objects.filter(pk=operation.pk)
    return Standing(
        operation=operation,
        tier=Tier(own.annotate(tier=tier_of("")).values_list("tier", flat=True).get()),
        vouchings=vouchings,
        cooperatives=_to_ask(operation, vouchings),
        proposals=_proposals(operation),
        revoked_for=_revoked_for(operation) if operation.waits_for_recognition else "",
    )


def _revoked_for(operation: Operation) -> str:
    last = operation.recognitions.order_by("-ruled_at", "-id").first()
    return last.reason if last else ""


def cooperatives() -> list[Operation]:
    """List who says that it is a co-operative, those that are not recognised first.

    Each has its `rulings`, the latest first. Two queries.
    """
    rulings = Recognition.objects.select_related("by").order_by("-ruled_at", "-id")
    said = Operation.objects.filter(is_cooperative=True).select_related("organisation")
    return list(
        said.prefetch_related(Prefetch("recognitions", rulings, to_attr="rulings")).order_by(
            F("recognised_at").asc(nulls_first=True), "registered_at", "id"
        )
    )


def _to_ask(operation: Operation, vouchings: list[Vouching]) -> list[Operation]:
    asked = {vouching.cooperative_id for vouching in vouchings} | {operation.pk}
    near = Operation.objects.filter(
        prefecture=operation.prefecture, recognised_at__isnull=False
    ).select_related("organisation")
    return [
        cooperative
        for cooperative in near.order_by("organisation__name", "id")
        if cooperative.pk not in asked and cooperative.has_in_its_district(operation)
    ]


def _proposals(operation: Operation) -> list[Proposal]:
    """List whom it may be one with; what was declined or parted stays to be asked again."""
    latest: dict[tuple[int, int], Twins] = {}
    for twins in Twins.objects.concerning(operation).order_by("proposed_at", "id"):
        latest[twins.first_id, twins.second_id] = twins
    return [
        Proposal(
            twins=twins,
            other=twins.second if twins.first_id == operation.pk else twins.first,
            has_agreed=twins.has_agreed(operation),
        )
        for twins in latest.values()
    ]


def own_operations(user: User) -> list[Operation]:
    """List the operations that a person speaks for, by name. One query."""
    mine = Operation.objects.acted_for_by(user).select_related("organisation")
    return list(mine.order_by("organisation__name", "id"))
