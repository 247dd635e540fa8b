from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from datasets.intake.actions import sealing
from datasets.library.models import Dataset
from marketplace.accounts.models import User
from marketplace.pages.widgets import ChoiceCards

SHARES = {"0.1": _("10 of 100"), "0.2": _("20 of 100"), "0.3": _("30 of 100")}


class SealForm(forms.Form):
    """Asks what share of the labels is sealed."""

    share = forms.TypedChoiceField(
        label=_("How many of the rows?"),
        help_text=_("Whole farms, fields or days are chosen by lot, wherever a column names them."),
        choices=list(SHARES.items()),
        coerce=float,
        initial="0.2",
        widget=ChoiceCards,
    )

    def seal(self, dataset: Dataset, *, by: User) -> bool:
        """Have it sealed; a refusal is said above the form. Raises: NotYours."""
        share = self.cleaned_data["share"]
        try:
            sealing.seal(dataset=dataset, share=share, by=by, now=timezone.now())
        except (sealing.AlreadyTaken, sealing.AlreadySealed, sealing.NothingToSeal) as refusal:
            self.add_error(None, str(refusal.detail))
        return self.is_valid()
