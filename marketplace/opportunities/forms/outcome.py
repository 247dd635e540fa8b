from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demand.needs.forms import CountField, DayField, YenField
from marketplace.accounts.models import User
from marketplace.opportunities import actions
from marketplace.opportunities.models import SAID, Outcome
from marketplace.opportunities.vocabulary import Ending, Side
from marketplace.pages.widgets import ChoiceCards


class TallyField(CountField):
    """A whole number, zero among them."""

    def check(self, meant: Any) -> None:
        if meant:
            super().check(meant)


class OutcomeForm(forms.Form):
    """Asks one side what came of it; what only the builder knows is asked of the builder."""

    ending = forms.ChoiceField(
        label=_("What came of it?"), choices=Ending.choices, widget=ChoiceCards()
    )
    began_on = DayField(
        label=_("When did the work begin?"),
        help_text=_("The estimate that stood on that day is held against what came."),
        required=False,
    )
    delivered_on = DayField(label=_("When was it delivered?"), required=False)
    buyer_count = TallyField(label=_("How many operations pay for it?"), required=False)
    yearly_paid = YenField(
        label=_("What is paid for it a year, in all?"), help_text=_("Without tax."), required=False
    )
    cost_so_far = YenField(
        label=_("What did you spend so far?"),
        help_text=_("Without tax, your own work included."),
        required=False,
    )
    hits = TallyField(label=_("In trials: how often was it right?"), required=False)
    trials = TallyField(label=_("Out of how many?"), required=False)
    note = forms.CharField(
        label=_("Anything else?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, outcome: Outcome, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = outcome.said if outcome.pk else {}
        self.outcome = outcome
        asked = {"ending", *SAID[Side(outcome.side)]}
        self.fields = {name: field for name, field in self.fields.items() if name in asked}
        if outcome.side == Side.BUYER:
            self.fields["yearly_paid"].label = _("What do you pay for it a year?")

    def keep(self, *, by: User) -> Outcome | None:
        """Tell the outcome; None where something does not fit together, said at its field."""
        told, side = self.outcome, Side(self.outcome.side)
        try:
            return actions.tell_outcome(
                need=told.need,
                developer=told.developer,
                side=side,
                by=by,
                now=timezone.now(),
                **self.cleaned_data,
            )
        except ValidationError as wrong:
            self.add_error(None, wrong)
            return None
