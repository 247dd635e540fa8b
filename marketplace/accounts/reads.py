"""Whom a request acts for, and from where it comes."""

import secrets
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.utils import timezone
from django_htmx.middleware import HtmxDetails
from redis.exceptions import RedisError
from rest_framework.request import Request

from marketplace.accounts.models import ApiToken, Organisation, User

CHOSEN = "organisation_id"
# An address is written into logs and histories: what it opens, it opens for half a day.
TICKET_SECONDS = 12 * 60 * 60
TWO_DAYS = 2 * 24 * 60 * 60


class PageRequest(HttpRequest):
    """A request as the middleware hands it on to a page."""

    htmx: HtmxDetails


def ticket(token: ApiToken, path: str) -> str:
    """Write a ticket with which whoever holds it pulls one file as the token would."""
    return _signer(path).sign(str(token.pk))


def token_of(ticket: str, path: str) -> ApiToken | None:
    """Find the token that a ticket stands for; None if it is not for this file, or old."""
    try:
        key = int(_signer(path).unsign(ticket, max_age=TICKET_SECONDS))
    except BadSignature:
        return None
    return ApiToken.objects.in_use().filter(pk=key).first()


def _signer(path: str) -> TimestampSigner:
    return TimestampSigner(salt=f"ticket:{path}")


def person(request: HttpRequest | Request) -> User:
    """Name the person who asks.

    Raises: PermissionDenied for somebody who has not signed in.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def moderator(request: HttpRequest | Request) -> User:
    """Name the person who asks, if they look after this site.

    Raises: PermissionDenied for anybody else.
    """
    if not (user := person(request)).is_staff:
        raise PermissionDenied
    return user


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


def own_page(request: HttpRequest) -> dict[str, Any]:
    """Gather what one's own page shows of accounts: organisations and tokens."""
    user = person(request)
    tokens = ApiToken.objects.filter(user=user, revoked_at=None).select_related("organisation")
    return {
        "organisations": Organisation.objects.acted_for_by(user).order_by("name", "id"),
        "tokens": tokens.order_by("-created_at", "-id"),
    }


def ways_in(request: HttpRequest) -> dict[str, bool]:
    """Tell the page of signing in which ways the operator has opened beside e-mail."""
    return {"has_sms": bool(settings.SMS_URL), "has_line": bool(settings.LINE_CLIENT_ID)}


def acting(request: HttpRequest) -> dict[str, Organisation | None]:
    """Tell every page for whom its reader acts."""
    return {"acting_organisation": acting_organisation(request)}


def network_key(request: HttpRequest | Request) -> str:
    """Name the network that a request comes from, in a word that tells only sameness.

    It is keyed with a salt of the day that the cache forgets: afterwards nobody, ourselves
    among them, can tell from which network it was. Empty where the address tells nothing.
    """
    bare = request._request if isinstance(request, Request) else request  # noqa: SLF001
    network = network_of(get_adapter().get_client_ip(bare))
    if not network:
        return ""
    name = f"network_salt_{timezone.localdate()}"
    try:
        salt = cache.get_or_set(name, lambda: secrets.token_hex(16), TWO_DAYS)
    except RedisError:
        # An answer is worth more than knowing where it came from.
        return ""
    return blake2b(network.encode(), key=str(salt).encode(), digest_size=16).hexdigest()


def network_of(address: str) -> str:
    """Find the network of an address, /24 or /48; an address inside a house tells nothing.

    Whoever runs Areba behind a proxy and does not say so (TRUSTED_PROXIES) sees only the
    proxy's own address, which is such a one: then nobody is suspected.
    """
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
    if not found.is_global:
        return ""
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))  # noqa: PLR2004
