from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from datasets.library.vocabulary import Use
from demand.needs.arithmetic.numerals import evened
from demand.needs.forms import CountField, YenField
from demand.needs.vocabulary import Task
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.accounts.models import Organisation, User
from marketplace.developers import actions
from marketplace.developers.models import Developer
from marketplace.developers.vocabulary import Device, Language, Modality
from marketplace.pages.widgets import ChoiceCards

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class TickCards(ChoiceCards, forms.CheckboxSelectMultiple):
    """Boxes as large cards: tick as many as are true."""


def _several(
    label: "StrPromise", choices: type[models.TextChoices], support: "StrPromise | str" = ""
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices.choices,
        help_text=support,
        required=False,
        widget=TickCards(columns=True),
    )


class FacetForm(forms.Form):
    """Narrows the list. What it does not know it passes over."""

    task = forms.ChoiceField(
        label=_("What their models do"), choices=[("", _("All")), *Task.choices], required=False
    )
    sector = forms.ChoiceField(
        label=_("Sector"), choices=[("", _("All")), *Sector.choices], required=False
    )

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class CountryField(forms.CharField):
    """Two letters, in either width and case."""

    def to_python(self, value: Any) -> str:
        return evened(super().to_python(value) or "").upper()


class DeveloperForm(forms.ModelForm):  # type: ignore[type-arg]
    """Asks what a team builds, and its name where it has no organisation here yet."""

    name = forms.CharField(label=_("Name of your team"), max_length=100)
    summary = forms.CharField(
        label=_("What do you build?"),
        help_text=_("A few sentences. Needs are matched against these words."),
        max_length=2000,
        widget=forms.Textarea,
    )
    tasks = forms.MultipleChoiceField(
        label=_("What do your models do?"), choices=Task.choices, widget=TickCards()
    )
    modalities = _several(_("What do they work on?"), Modality)
    devices = _several(_("Where do they run?"), Device)
    sectors = _several(_("Which sectors?"), Sector, _("None ticked means all of them."))
    prefectures = _several(
        _("Where can you go?"), Prefecture, _("None ticked means anywhere in Japan.")
    )

    languages = _several(_("In which languages can one talk with you?"), Language)
    country = CountryField(
        label=_("In which country is your team?"),
        help_text=_("Two letters, for example JP, US, VN."),
        max_length=2,
        required=False,
        validators=[RegexValidator("^[A-Z]{2}$", _("Write two letters, for example JP."))],
    )
    use = forms.ChoiceField(
        label=_("What would you use data for?"),
        choices=Use.choices,
        initial=Use.PRODUCT,
        widget=ChoiceCards(columns=True),
    )
    may_contract = forms.BooleanField(
        label=_("We can sign a contract in Japan and bill in yen"), required=False
    )
    invoice_number = forms.CharField(
        label=_("Qualified invoice number"),
        help_text=_("T and thirteen digits, if you have one. It is shown on your page."),
        max_length=30,
        required=False,
    )
    capacity = CountField(label=_("How many needs can you take on at once?"))
    person_month_cost = YenField(
        label=_("What does one person-month cost you?"),
        help_text=_("Without tax. Nobody else is shown this."),
    )
    label_cost = YenField(
        label=_("What does one label cost you?"),
        help_text=_("Without tax, for one checked label. Nobody else is shown this."),
    )
    least_payoff = YenField(
        label=_("What must it bring in over seven years to be worth your while?"),
        help_text=_("After all costs. Nobody else is shown this."),
    )

    class Meta:
        model = Developer
        fields = [
            "summary",
            "tasks",
            "modalities",
            "devices",
            "sectors",
            "prefectures",
            "languages",
            "use",
            "may_contract",
            "invoice_number",
            "capacity",
            "person_month_cost",
            "label_cost",
            "least_payoff",
        ]

    field_order = ("name",)

    def __init__(self, *args: Any, asks_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_name:
            del self.fields["name"]
        if self.instance.pk:
            self.initial["country"] = self.instance.organisation.country

    def clean_invoice_number(self) -> str:
        """Take it in either width, with or without hyphens."""
        return evened(self.cleaned_data["invoice_number"]).replace("-", "").upper()

    def keep(self, *, by: User, organisation: Organisation | None) -> Developer:
        """Register the developer, or change the profile that is there."""
        return actions.register_developer(by=by, organisation=organisation, **self.cleaned_data)
