from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from demand.needs.arithmetic.search.products import LONGEST_KEY
from demand.needs.reads.facets import FacetCounts
from demand.needs.reads.products import called
from demand.needs.vocabulary import Kind, SharedData, Task
from demand.operations.vocabulary import Prefecture, Sector


class ProductField(forms.ChoiceField):
    """One of many products: a page offers the frequent ones, an address may name any."""

    def valid_value(self, value: str) -> bool:
        return len(value) <= LONGEST_KEY


class FacetForm(forms.Form):
    """Narrows the list of needs. What it does not know it passes over."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    sector = forms.ChoiceField(
        label=_("Trade"), choices=[("", _("All")), *Sector.choices], required=False
    )
    prefecture = forms.ChoiceField(
        label=_("Prefecture"), choices=[("", _("All")), *Prefecture.choices], required=False
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All")), *Kind.choices], required=False
    )
    task = forms.ChoiceField(
        label=_("What it would do"), choices=[("", _("All")), *Task.choices], required=False
    )
    shared_data = forms.ChoiceField(
        label=_("Data"), choices=[("", _("All")), *SharedData.choices], required=False
    )
    product = ProductField(label=_("Product"), choices=[("", _("All"))], required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[
            ("", _("Nearest or newest first")),
            ("newest", _("Newest first")),
            ("wanted", _("Most wanted first")),
            ("closing", _("Closing soon (those with a last day)")),
        ],
        required=False,
    )

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def is_narrowed(self) -> bool:
        return bool(self.asked().keys() - {"q"})

    def narrowing(self) -> list[Any]:
        """Give the fields other than the words, which stand above them."""
        return [field for field in self if field.name != "q"]

    def show_counts(self, counted: FacetCounts) -> None:
        """Say beside each choice how many needs it leaves, and leave out those of none."""
        more = "+" if counted.is_at_least else ""
        products = counted.counts["product"]
        keys = dict.fromkeys([*products, self.cleaned_data.get("product") or ""])
        self.fields["product"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((key, called(key)) for key in keys if key),
        ]
        for name, counts in counted.counts.items():
            chosen, field = self.cleaned_data.get(name), self.fields[name]
            field.choices = [  # type: ignore[attr-defined]
                (value, f"{label} ({counts.get(value, 0):,}{more})" if value else label)
                for value, label in field.choices  # type: ignore[attr-defined]
                if not value or value == chosen or counts.get(value)
            ]
