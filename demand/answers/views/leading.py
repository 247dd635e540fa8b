"""Where a page leads on: to signing in, to registering, or to another page."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from marketplace.accounts.reads import PageRequest


def to_sign_in(request: PageRequest, onward: str) -> HttpResponseBase:
    """Lead to signing in, or straight on for whoever has."""
    if request.user.is_authenticated:
        return leave(request, onward)
    query = urlencode({"next": onward})
    return leave(request, f"{reverse('account_request_login_code')}?{query}")


def to_registration(request: PageRequest, likely: dict[str, str]) -> HttpResponseBase:
    """Lead to registering, with what is likely true of somebody with this need filled in."""
    messages.info(
        request, _("What you wrote is kept. Tell us for whom you speak, then it goes on.")
    )
    query = urlencode({"next": request.path, **likely})
    return redirect(f"{reverse('register_operation')}?{query}")


def leave(request: PageRequest, url: str) -> HttpResponseBase:
    """Go to another page, also from a part of one that htmx asked for."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
