from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from datasets.library import actions
from datasets.library.models import Dataset, Grant
from datasets.library.vocabulary import Use
from marketplace.accounts.models import Organisation, User
from marketplace.pages.errors import add_model_errors
from marketplace.pages.widgets import ChoiceCards


class GrantForm(forms.Form):
    """What an organisation asks to take data for."""

    use = forms.ChoiceField(
        label=_("What kind of use is it?"), choices=Use.choices, widget=ChoiceCards
    )
    purpose = forms.CharField(
        label=_("What will you do with it?"),
        help_text=_("The owner reads this, and your permission is for this alone."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def ask(self, dataset: Dataset, organisation: Organisation, *, by: User) -> bool:
        """Ask for what was filled in; a refusal is said above the form."""
        try:
            actions.ask_for_grant(
                dataset=dataset,
                organisation=organisation,
                by=by,
                now=timezone.now(),
                use=Use(self.cleaned_data["use"]),
                purpose=self.cleaned_data["purpose"],
            )
        except (actions.NothingToAsk, actions.AlreadyAsked) as refusal:
            self.add_error(None, str(refusal.detail))
        return self.is_valid()


class GrantAnswerForm(forms.Form):
    """The owner's answer to a request."""

    answer = forms.CharField(
        label=_("A word to them"),
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    until = forms.DateField(
        label=_("Until when?"),
        help_text=_("A year, if you leave it empty."),
        required=False,
        widget=forms.DateInput({"type": "date"}),
    )
    abroad_agreed = forms.BooleanField(
        label=_("We agree that the data leaves the country"), required=False
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grant = grant
        if not grant.is_abroad:
            del self.fields["abroad_agreed"]

    def clean_until(self) -> datetime | None:
        """Take the end of the day that was named."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Name a day that is still to come."))
        return timezone.make_aware(datetime.combine(day, time.max))

    def tell(self, act: str, *, by: User) -> bool:
        """Give the permission, decline it or take it back; what is refused is said in the form.

        Raises: NotYours.
        """
        whose: Any = {"grant": self.grant, "by": by, "now": timezone.now()}
        try:
            if act == "revoke":
                actions.revoke_grant(**whose)
            else:
                actions.answer_grant(**whose, is_given=act == "give", **self._given())
        except actions.NotOpen as refusal:
            self.add_error(None, str(refusal.detail))
        except ValidationError as error:
            add_model_errors(self, error)
        return self.is_valid()

    def _given(self) -> dict[str, Any]:
        return {
            "answer": self.cleaned_data["answer"],
            "expires_at": self.cleaned_data["until"],
            "abroad_agreed": self.cleaned_data.get("abroad_agreed", False),
        }
