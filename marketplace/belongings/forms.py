"""Proving once more who one is, before something that cannot be undone."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.accounts import actions
from marketplace.accounts.forms import PinField
from marketplace.accounts.models import Slip


class PinForm(forms.Form):
    """Asks whoever signs in by a slip for its number."""

    code = PinField(label=_("Your number"))

    def __init__(self, *args: Any, slip: Slip, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slip = slip

    def clean_code(self) -> str:
        given: str = self.cleaned_data["code"]
        try:
            actions.open_slip(code=self.slip.code, pin=given, own_pin=given, now=timezone.now())
        except (actions.SlipIsOver, actions.SlipIsLocked, actions.WrongPin) as refusal:
            raise ValidationError(refusal.detail) from None
        return given


class ClosingForm(forms.Form):
    """Asks once more whether the account is to be closed."""

    is_sure = forms.BooleanField(
        label=_("I have read this, and want to close my account"),
        error_messages={"required": _("Tick this first: it cannot be undone.")},
    )
