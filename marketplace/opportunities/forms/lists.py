from django import forms
from django.utils.translation import gettext_lazy as _

from demand.needs.reads.facets import FacetCounts
from demand.needs.vocabulary import Kind, Task
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.opportunities.reads import FIT, NEAREST
from marketplace.opportunities.vocabulary import Obstacle
from marketplace.pages.wording import number

ALL = ("", _("All"))


class FacetForm(forms.Form):
    """Narrows and sorts the list. What it does not know it passes over."""

    sector = forms.ChoiceField(label=_("Sector"), choices=[ALL, *Sector.choices], required=False)
    task = forms.ChoiceField(
        label=_("What it would do"), choices=[ALL, *Task.choices], required=False
    )
    prefecture = forms.ChoiceField(
        label=_("Prefecture"), choices=[ALL, *Prefecture.choices], required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[ALL, *Kind.choices], required=False)
    obstacle = forms.ChoiceField(
        label=_("What stands in the way"), choices=[ALL, *Obstacle.choices], required=False
    )
    sort = forms.ChoiceField(
        label=_("First"),
        choices=[
            (NEAREST, _("Fewest missing commitments")),
            ("payoff", _("Highest payoff")),
            ("newest", _("Newest")),
            (FIT, _("Fits you best")),
        ],
        required=False,
    )

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def show_counts(self, counted: FacetCounts) -> None:
        """Say beside each choice how many it leaves, and leave out those that leave none."""
        for name, counts in counted.counts.items():
            chosen, field = self.cleaned_data.get(name), self.fields[name]
            field.choices = [  # type: ignore[attr-defined]
                (value, f"{label} ({number(counts.get(value, 0))})" if value else label)
                for value, label in field.choices  # type: ignore[attr-defined]
                if not value or value == chosen or counts.get(value)
            ]
