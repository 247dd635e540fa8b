"""System checks: what is wrong with the settings, in words, before anything starts."""

from collections.abc import Sequence

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from marketplace.environment import PROBLEMS


@register()
def environment_is_readable(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    return [Error(problem, id="areba.E001") for problem in PROBLEMS]


@register(Tags.security, deploy=True)
def sign_in_codes_stay_private(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    if not settings.SHOW_SIGN_IN_CODES:
        return []
    return [
        Error(
            "Sign-in codes are shown on the page: anybody could sign in as anybody.",
            hint="Set SHOW_SIGN_IN_CODES=0, or leave it unset under PRODUCTION=1.",
            id="areba.E002",
        )
    ]


@register(Tags.security, deploy=True)
def codes_reach_people(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    if "console" not in str(settings.MAILERS["default"]["BACKEND"]):
        return []
    return [
        Error(
            "EMAIL_URL is not set: sign-in codes would be written to the log, not sent.",
            hint="Set EMAIL_URL=smtp://user:password@host:587?tls=1.",
            id="areba.E003",
        )
    ]
