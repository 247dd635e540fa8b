"""What may be done with data: ticks that everybody reads, and sentences to choose among."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.library.models import ACTS, CLAUSES
from datasets.library.models.terms import GUIDELINE
from marketplace.pages.widgets import ChoiceCards

QUESTIONS = {
    "contract": _("Whose data is it?"),
    "region": _("Where may it be used?"),
    "derived": _("Whose is what others make of it?"),
    "profit_share": _("Do you want a share of what others earn with it?"),
    "liability": _("What if there are mistakes in it?"),
    "duration": _("For how long may it be used?"),
    "at_end": _("What becomes of it at the end?"),
    "reports": _("Do you want to hear what it was used for?"),
    "breach": _("What if it leaks from those who took it?"),
    "notice": _("How do you tell of other terms?"),
    "secrets": _("Is there anything in it about persons, or secret?"),
}


class TermsForm(forms.Form):
    """Terms for one version. What is not touched has the usual answer."""

    purpose = forms.CharField(
        label=_("What may it be used for?"),
        help_text=_("For example: to tell leaf diseases apart."),
        max_length=200,
    )
    may_train = forms.BooleanField(
        label=_("Models may be trained with it"), required=False, initial=True
    )
    may_sell_models = forms.BooleanField(
        label=_("Such models may be sold"), required=False, initial=True
    )
    may_pass_on = forms.BooleanField(
        label=_("The data itself may be passed on to others"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for clause, (_heading, choices, usual) in GUIDELINE.items():
            self.fields[clause] = forms.ChoiceField(
                label=QUESTIONS[clause],
                choices=choices.choices,
                initial=usual,
                required=False,
                widget=ChoiceCards,
            )

    @property
    def clauses(self) -> list[forms.BoundField]:
        return [self[clause] for clause in CLAUSES]

    @property
    def main_fields(self) -> Iterator[forms.BoundField]:
        """Give what stands on the page at once; the clauses are folded away below."""
        return (field for field in self.visible_fields() if field.name not in CLAUSES)

    @property
    def is_clause_wrong(self) -> bool:
        return bool(set(CLAUSES) & set(self.errors))

    def terms(self) -> dict[str, Any]:
        """Give what was agreed to as the words of an action; what was left out goes unsaid."""
        acts = {act: self.cleaned_data[act] for act in ACTS}
        chosen = {clause: self.cleaned_data[clause] for clause in CLAUSES}
        return acts | {clause: choice for clause, choice in chosen.items() if choice}
