import re
import unicodedata
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.fields import EmailField
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.accounts import actions
from marketplace.accounts.models import ApiToken

# The cursor stands there: whoever comes to this page has the code before their eyes.
CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}


def narrow(written: str) -> str:
    """Turn full-width letters, digits and signs into those that a machine compares."""
    return unicodedata.normalize("NFKC", written).strip()


class AddressField(EmailField):  # type: ignore[misc]
    """An e-mail address, also one typed in full width."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(narrow(value or "")))


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]
    """Asks for an e-mail address, known or new: there is nothing else to remember.

    Where the operator has a gateway for text messages, a mobile number does as well.
    """

    email = AddressField(
        label=_("E-mail address"),
        help_text=_("We send a code to it. There is no password."),
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={"invalid": _("This is not a whole e-mail address. Look at it again.")},
    )

    def clean_email(self) -> str:
        if self.cleaned_data["email"]:
            actions.welcome(email=self.cleaned_data["email"])
        email: str = super().clean_email()
        return email

    def clean_phone(self) -> str:
        if self.cleaned_data["phone"]:
            actions.welcome(phone=self.cleaned_data["phone"])
        phone: str = super().clean_phone()
        return phone

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if "phone" in self.fields and not (self.errors or given.get("email") or given.get("phone")):
            raise ValidationError(_("Write an e-mail address or a mobile number."))
        return given


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    """Asks for the code that was sent."""

    code = forms.CharField(
        label=_("The code"),
        max_length=40,
        widget=forms.TextInput(attrs=CODE),
    )

    def clean_code(self) -> str:
        self.cleaned_data["code"] = narrow(self.cleaned_data["code"])
        code: str = super().clean_code()
        return code


class PinField(forms.CharField):
    """Four to eight digits, in full width or with signs between as well."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        digits = re.sub(r"[\s\-‐-―−]", "", narrow(super().clean(value)))
        if digits and not re.fullmatch(r"[0-9]{4,8}", digits):
            raise ValidationError(_("Write four to eight digits."))
        return digits


class SlipForm(forms.Form):
    """Asks for the number of a slip and, where it is still the printed one, for one's own."""

    pin = PinField(label=_("The number on your slip"))
    own_pin = PinField(
        label=_("A number of your own, for the next time"),
        help_text=_("Four to eight digits that only you know. The printed number ends with this."),
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_first:
            del self.fields["own_pin"]
            self.fields["pin"].label = _("Your number")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("own_pin") and given["own_pin"] == given.get("pin"):
            self.add_error("own_pin", _("Choose another than the printed one."))
        return given


class AddressForm(forms.Form):
    """Asks for an address to be added to an account that has none."""

    email = AddressField(
        label=_("E-mail address"),
        help_text=_("We send a code to it."),
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={"invalid": _("This is not a whole e-mail address. Look at it again.")},
    )


class NumberForm(forms.Form):
    """Asks for a mobile number to be added to an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"] = get_adapter().phone_form_field(label=_("Mobile phone number"))


class NewWayCodeForm(forms.Form):
    """Asks for the code that was sent to a new address or number."""

    code = forms.CharField(
        label=_("The code"),
        max_length=40,
        widget=forms.TextInput(attrs=CODE),
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_code(self) -> str:
        code = narrow(self.cleaned_data["code"])
        if not compare_user_code(actual=code, expected=self.expected):
            raise ValidationError(_("This is not the code that we sent. Look at it again."))
        return code


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ApiToken
        fields = ["name"]
        labels = {"name": _("What is the token for?")}
