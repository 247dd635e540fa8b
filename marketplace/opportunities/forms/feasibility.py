from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.developers.models import Developer
from marketplace.opportunities import actions
from marketplace.opportunities.models import Feasibility
from marketplace.opportunities.vocabulary import Score
from marketplace.pages.widgets import ChoiceCards


class FeasibilityForm(forms.Form):
    """Asks a developer how far it can be built, and what shows it."""

    score = forms.TypedChoiceField(
        label=_("How far can it be built today?"),
        choices=Score.choices,
        coerce=int,
        widget=ChoiceCards(),
    )
    evidence = forms.CharField(
        label=_("What shows it?"),
        help_text=_("A trial, a product, a paper: what was tried, on how many, with what result."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    link = forms.URLField(
        label=_("A page about it"), max_length=300, required=False, assume_scheme="https"
    )

    def __init__(self, *args: Any, rating: Feasibility | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rating:
            said = {"score": rating.score, "evidence": rating.evidence, "link": rating.link}
            self.initial = said

    def keep(self, developer: Developer, *, by: User, **about: Any) -> Feasibility | None:
        """Rate it; None where something does not fit, said at its field."""
        try:
            return actions.rate_feasibility(
                developer=developer, by=by, now=timezone.now(), **about, **self.cleaned_data
            )
        except ValidationError as wrong:
            self.add_error(None, wrong)
            return None
