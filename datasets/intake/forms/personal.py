"""Saying what becomes of the columns in which persons may stand."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets.intake.vocabulary import COLUMNS, PERSONAL
from marketplace.pages.widgets import ChoiceCards

CHOICES = [
    ("drop", gettext_lazy("Leave it out: nobody gets it")),
    ("keep", gettext_lazy("Give it out: I have looked, and it may be known")),
]


class PersonalForm(forms.Form):
    """A question for each column that was found; nothing is chosen beforehand but leaving out."""

    def __init__(self, *args: Any, found: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        for number, each in enumerate(found):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=COLUMNS.get(each["where"], each["where"]),
                help_text=_in_words(each),
                choices=CHOICES,
                initial="drop",
                widget=ChoiceCards,
            )

    def named(self, choice: str) -> list[str]:
        """List the columns for which this was chosen."""
        given = self.cleaned_data
        return [
            each["where"]
            for number, each in enumerate(self.found)
            if given[f"column_{number}"] == choice
        ]


def _in_words(found: dict[str, Any]) -> str:
    why = str(PERSONAL[found["why"]])
    if not found["examples"]:
        return _("Found because %(why)s.") % {"why": why}
    examples = _(", ").join(found["examples"])
    return _("Found because %(why)s. For example: %(examples)s") % {
        "why": why,
        "examples": examples,
    }
