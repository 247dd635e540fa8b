"""Writing down, as whoever shares the data, that somebody has agreed, and who it is."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from datasets.consent import actions
from datasets.consent.models import Contributor
from datasets.consent.vocabulary import FOR_OTHERS, Hand
from marketplace.accounts.models import Organisation, User
from marketplace.pages.errors import add_model_errors
from marketplace.pages.widgets import ChoiceCards


class ConsentForm(forms.Form):
    """How somebody agreed who did not do so here."""

    hand = forms.ChoiceField(
        label=_("How did they agree?"),
        choices=[(hand.value, hand.label) for hand in FOR_OTHERS],
        widget=ChoiceCards,
    )
    evidence = forms.CharField(
        label=_("What does it rest on?"),
        help_text=_("For example: the sheet signed on 12 May, kept at the office."),
        max_length=200,
    )

    def record(self, contributor: Contributor, *, by: User) -> bool:
        """Write it down; a refusal is said above the form. Raises: NotYours."""
        try:
            actions.record_consent(
                contributor=contributor,
                hand=Hand(self.cleaned_data["hand"]),
                evidence=self.cleaned_data["evidence"],
                by=by,
                now=timezone.now(),
            )
        except (actions.NoMandate, actions.NoTermsYet) as refusal:
            self.add_error(None, str(refusal.detail))
        except ValidationError as error:
            add_model_errors(self, error)
        return self.is_valid()


class NameForm(forms.Form):
    """Which organisation a name in the file stands for."""

    organisation = forms.SlugField(
        label=_("The code of their farm here"),
        help_text=_("It stands at the end of the address of their page. They see their part then."),
        max_length=50,
    )

    def clean_organisation(self) -> Organisation:
        slug = self.cleaned_data["organisation"].strip().lower()
        found = Organisation.objects.filter(slug=slug).first()
        if found is None:
            raise ValidationError(_("Nobody here has this code."))
        return found

    def name(self, contributor: Contributor, *, by: User) -> None:
        """Say it. Raises: NotYours."""
        found: Any = self.cleaned_data["organisation"]
        actions.name_contributor(contributor=contributor, organisation=found, by=by)
