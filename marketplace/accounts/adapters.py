"""Where allauth and Django REST framework meet our accounts."""

import logging
from typing import Any, ClassVar

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.line.provider import LineProvider
from allauth.socialaccount.providers.line.views import LineOAuth2Adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
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

from marketplace.accounts.arithmetic.phone import NoMobileNumber, mobile
from marketplace.accounts.models import ApiToken, User
from marketplace.accounts.reads import token_of

logger = logging.getLogger(__name__)
SMS_SECONDS = 10
UNKNOWN_TOKEN = gettext_lazy("This token is not known, or it has been revoked.")
UNKNOWN_TICKET = gettext_lazy("This ticket is not for this file, or its time is over.")


class SmsNotSent(Exception):
    """The gateway did not take a text message."""

    code = "sms_not_sent"
    detail = gettext_lazy("The message could not be sent now. Try again in a while, or by e-mail.")


class PhoneField(forms.CharField):
    """A mobile number, as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Or mobile phone number"))
        super().__init__(
            help_text=gettext_lazy("We send the code as a text message (SMS)."),
            max_length=30,
            widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        try:
            return mobile(written) if written else ""
        except NoMobileNumber:
            raise ValidationError(
                _("This is no mobile number. For example: 090-1234-5678.")
            ) from None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signs people in by a code that is sent: there are no passwords and no sign-up form."""

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

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone, is_active=True).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, True) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:  # noqa: FBT001  # theirs
        User.objects.filter(pk=user.pk).update(phone=phone)

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Nothing is to be noted: whoever has a number here has read a code that went to it."""

    def generate_phone_verification_code(self, *, user: User, phone: str) -> str:
        return self.generate_login_code()

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """Hand a text message to the operator's gateway.

        Raises: SmsNotSent.
        """
        text = _("Your code for Areba: %(code)s") % {"code": code}
        headers = {"Authorization": f"Bearer {settings.SMS_TOKEN}"} if settings.SMS_TOKEN else {}
        try:
            answer = requests.post(
                settings.SMS_URL,
                json={"to": phone, "text": text},
                headers=headers,
                timeout=SMS_SECONDS,
                allow_redirects=False,
            )
            answer.raise_for_status()
        except requests.RequestException as error:
            # Without its words: they may hold the gateway's address and its password.
            logger.warning("The SMS gateway failed: %s", type(error).__name__)
            raise SmsNotSent from None
        if settings.SHOW_SIGN_IN_CODES:
            messages.info(self.request, _("For trying out: your code is %(code)s") % {"code": code})

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say only what went wrong: that one is signed in, one sees."""
        if level >= messages.WARNING:
            super().add_message(request, level, *args, **kwargs)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Takes in whoever another site vouches for, without an address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> User:
        user: User = sociallogin.user
        user.email, user.name = None, str(data.get("name") or "")[:60]
        return user

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Lead back to where one can sign in, whatever went wrong over there."""
        messages.warning(request, _("Signing in with LINE did not work. Try again."))
        raise ImmediateHttpResponse(redirect(settings.LOGIN_URL))


class LineAdapter(LineOAuth2Adapter):  # type: ignore[misc]
    """LINE Login at the addresses that the settings give."""

    @property
    def authorize_url(self) -> str:
        return f"{settings.LINE_PAGE_URL}/oauth2/v2.1/authorize"

    @property
    def access_token_url(self) -> str:
        return f"{settings.LINE_API_URL}/oauth2/v2.1/token"

    @property
    def profile_url(self) -> str:
        return f"{settings.LINE_API_URL}/v2/profile"


class Line(LineProvider):  # type: ignore[misc]
    oauth2_adapter_class = LineAdapter

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": data.get("displayName", "")}


begin_with_line = OAuth2LoginView.adapter_view(LineAdapter)
finish_with_line = OAuth2CallbackView.adapter_view(LineAdapter)


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
