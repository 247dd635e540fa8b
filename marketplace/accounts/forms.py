from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.accounts import actions
from marketplace.accounts.models import ApiToken


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]
    """Asks for an e-mail address, known or new: there is nothing else to remember."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("We send a code to it. There is no password.")
        self.fields["email"].widget.attrs = {"autocomplete": "email", "inputmode": "email"}

    def clean_email(self) -> str:
        actions.welcome(email=self.cleaned_data["email"])
        email: str = super().clean_email()
        return email


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ApiToken
        fields = ["name"]
        labels = {"name": _("What is the token for?")}
