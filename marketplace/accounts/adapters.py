"""Where allauth and Django REST framework meet our accounts."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.crypto import get_random_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import (
    BaseAuthentication,
    BasicAuthentication,
    get_authorization_header,
)
from rest_framework.request import Request

from marketplace.accounts.models import ApiToken, User
from marketplace.accounts.reads import token_of

UNKNOWN_TOKEN = gettext_lazy("This token is not known, or it has been revoked.")
UNKNOWN_TICKET = gettext_lazy("This ticket is not for this file, or its time is over.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signs people in by e-mailed code alone: there are no passwords and no sign-up form."""

    error_messages: ClassVar[dict[str, Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": gettext_lazy("This is not the code that we sent. Look at it again."),
        "too_many_login_attempts": gettext_lazy(
            "That was too often. Wait a minute, then ask for a new code."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def generate_login_code(self) -> str:
        """Make a code of digits alone: every keyboard has them."""
        digits = get_random_string(8, "0123456789")
        return f"{digits[:4]}-{digits[4:]}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, context)
        if settings.SHOW_SIGN_IN_CODES and "code" in context:
            messages.info(
                self.request,
                _("For trying out: your code is %(code)s") % {"code": context["code"]},
            )

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say only what went wrong: that one is signed in, one sees."""
        if level >= messages.WARNING:
            super().add_message(request, level, *args, **kwargs)


class TokenAuthentication(BaseAuthentication):
    """Reads `Authorization: Bearer areba_…` (or `Token areba_…`)."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, key = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() not in {"bearer", "token"}:
            return None
        token = ApiToken.objects.valid(key.strip()).first()
        if token is None:
            raise exceptions.AuthenticationFailed(UNKNOWN_TOKEN)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class TokenAsPassword(BasicAuthentication):
    """Takes a token as the password of HTTP Basic, for clients that know nothing else."""

    def authenticate_credentials(  # type: ignore[override]  # the token goes with its user
        self, userid: str, password: str, request: Request | None = None
    ) -> tuple[User, ApiToken]:
        token = ApiToken.objects.valid(password).first()
        if token is None:
            raise exceptions.AuthenticationFailed(UNKNOWN_TOKEN)
        return token.user, token


class TicketInAddress(BaseAuthentication):
    """Takes `?ticket=…`: for clients that can give a program nothing but an address."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        ticket = request.query_params.get("ticket")
        if ticket is None:
            return None
        token = token_of(ticket, request.path)
        if token is None:
            raise exceptions.AuthenticationFailed(UNKNOWN_TICKET)
        return token.user, token


class TicketScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = TicketInAddress
    name = "ticket"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "query", "name": "ticket"}


class TokenAsPasswordScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = TokenAsPassword
    name = "tokenAsPassword"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "basic"}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
