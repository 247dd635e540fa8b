"""Whom a request acts for."""

from django.http import HttpRequest
from rest_framework.request import Request

from marketplace.accounts.models import ApiToken, Organisation

CHOSEN = "organisation_id"


def acting_organisation(request: HttpRequest | Request) -> Organisation | None:
    """Find the organisation in whose name the request acts; one query, once a request.

    A token acts for its own organisation; a person for the one last chosen, or else
    for the first that they may act for.
    """
    token = getattr(request, "auth", None)
    if isinstance(token, ApiToken):
        return token.organisation if token.organisation.admits(token.user) else None
    bare = request._request if isinstance(request, Request) else request  # noqa: SLF001
    if not hasattr(bare, "acting_organisation"):
        bare.acting_organisation = _chosen(bare)  # type: ignore[attr-defined]
    return bare.acting_organisation  # type: ignore[attr-defined,no-any-return]


def _chosen(request: HttpRequest) -> Organisation | None:
    if not request.user.is_authenticated:
        return None
    mine = Organisation.objects.acted_for_by(request.user).order_by("memberships__since", "id")
    chosen = request.session.get(CHOSEN)
    return (mine.filter(id=chosen).first() if chosen else None) or mine.first()


def acting(request: HttpRequest) -> dict[str, Organisation | None]:
    """Tell every page for whom its reader acts."""
    return {"acting_organisation": acting_organisation(request)}
