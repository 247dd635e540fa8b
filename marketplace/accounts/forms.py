import unicodedata
from typing import Any

from allauth.account.fields import EmailField
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.accounts import actions
from marketplace.accounts.models import ApiToken


def narrow(written: str) -> str:
    """Turn full-width letters, digits and signs into those that a machine compares."""
    return unicodedata.normalize("NFKC", written).strip()


class AddressField(EmailField):  # type: ignore[misc]
    """An e-mail address, also one typed in full width."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(narrow(value or "")))


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]
    """Asks for an e-mail address, known or new: there is nothing else to remember."""

    email = AddressField(
        label=_("E-mail address"),
        help_text=_("We send a code to it. There is no password."),
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={"invalid": _("This is not a whole e-mail address. Look at it again.")},
    )

    def clean_email(self) -> str:
        actions.welcome(email=self.cleaned_data["email"])
        email: str = super().clean_email()
        return email


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    """Asks for the code that was sent."""

    code = forms.CharField(
        label=_("The code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        self.cleaned_data["code"] = narrow(self.cleaned_data["code"])
        code: str = super().clean_code()
        return code


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ApiToken
        fields = ["name"]
        labels = {"name": _("What is the token for?")}
