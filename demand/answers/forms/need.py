"""The five short screens of a need."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demand.answers.actions import RuleWords, Words
from demand.answers.vocabulary import Level
from demand.needs.arithmetic.ladder import ladder
from demand.needs.forms import (
    HOURS,
    MOST_OF_FEW,
    OPERATIONS,
    TRIES,
    CountField,
    DayField,
    QuantityField,
    YenField,
    in_units,
)
from demand.needs.models import FEWEST_RUNGS, Regulation
from demand.needs.vocabulary import Kind, Period, RegulationLevel, Task, Thing
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.pages.widgets import ChoiceCards, TickCards

USUAL_TRIALS = 10
# Examples that stand in the form until the poster writes their own: unit, lowest, highest.
USUAL_PRICES = {
    Sector.AGRICULTURE: (Thing.TEN_ARES, Period.YEAR, "8000", "30000"),
    Sector.LIVESTOCK: (Thing.HEAD, Period.YEAR, "2000", "10000"),
    Sector.FISHERY: (Thing.BOAT, Period.YEAR, "30000", "150000"),
    Sector.AQUACULTURE: (Thing.CAGE, Period.YEAR, "30000", "150000"),
    Sector.FORESTRY: (Thing.HECTARE, Period.USE, "5000", "20000"),
}


class TroubleForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What kind of trouble is it?"),
        choices=Kind.choices,
        initial=Kind.TECHNOLOGY,
        widget=ChoiceCards(
            notes={Kind.INSTITUTION: _("No price is asked, only hours and lost sales.")}
        ),
    )
    title = forms.CharField(
        label=_("In one line, as you would say it to a neighbour"), max_length=80
    )
    story = forms.CharField(
        label=_("What happens, and what would help?"),
        help_text=_("Your own words are best. Up to 4,000 characters."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class WhatForm(forms.Form):
    sector = forms.ChoiceField(
        label=_("Which trade?"), choices=Sector.choices, widget=ChoiceCards(columns=True)
    )
    product = forms.CharField(label=_("Which crop, animal, fish or tree?"), max_length=60)
    prefecture = forms.ChoiceField(
        label=_("Prefecture"), choices=[("", _("Choose")), *Prefecture.choices]
    )
    tasks = forms.MultipleChoiceField(
        label=_("What should it do?"),
        help_text=_("As many as are true. You may pass this over."),
        choices=Task.choices,
        required=False,
        widget=TickCards(),
    )
    acceptance_trials = CountField(
        label=_("Out of how many times …"),
        counted=TRIES,
        unit=_("times"),
        initial=USUAL_TRIALS,
        most=MOST_OF_FEW,
        required=False,
    )
    acceptance_hits = CountField(
        label=_("… must it be right before you can use it?"),
        counted=TRIES,
        unit=_("times"),
        most=MOST_OF_FEW,
        required=False,
    )
    acceptance_note = forms.CharField(
        label=_("What else would make it good enough?"), max_length=200, required=False
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors.keys() & {"acceptance_hits", "acceptance_trials"}:
            return given
        hits, trials = given.get("acceptance_hits"), given.get("acceptance_trials")
        if hits is None and trials == USUAL_TRIALS:
            given["acceptance_trials"] = None
        elif (hits is None) != (trials is None):
            self.add_error("acceptance_hits", _("Write both numbers, or neither."))
        elif hits and trials and hits > trials:
            self.add_error("acceptance_hits", _("More cannot be right than there are."))
        return given


class PriceForm(forms.Form):
    """One's own answer, which stays private, and a ladder of public prices."""

    thing = forms.ChoiceField(label=_("The price is per …"), choices=Thing.choices)
    period = forms.ChoiceField(
        label=_("Paid …"), choices=Period.choices, widget=ChoiceCards(columns=True)
    )
    cap = YenField(
        label=_("And you: the highest price at which you would still buy"),
        help_text=_("With tax. Nobody else sees it. No payment is made now."),
        required=False,
    )
    quantity = QuantityField(
        label=_("For how much would you use it?"),
        help_text=_("For example 2.5, or for a field 25a or 2反5畝. Left empty, it counts as 1."),
        required=False,
    )
    lowest = YenField(
        label=_("The lowest price worth asking others"),
        help_text=_("Neighbours are asked at this price, at the highest, and at some between."),
    )
    highest = YenField(label=_("The highest price worth asking others"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        lowest, highest = given.get("lowest"), given.get("highest")
        if lowest is not None and highest is not None:
            self._check_ladder(lowest, highest)
        if given.get("quantity") and given.get("thing"):
            try:
                given["quantity"] = in_units(given["quantity"], given["thing"])
            except ValidationError as error:
                self.add_error("quantity", error)
        return given

    def _check_ladder(self, lowest: int, highest: int) -> None:
        if lowest < 1:
            self.add_error("lowest", _("Ask at least 1 yen."))
        elif highest < 2 * lowest:
            self.add_error("highest", _("Make it at least twice the lowest price."))
        elif len(ladder(lowest, highest)) < FEWEST_RUNGS:
            self.add_error("highest", _("Make it a little higher: no price fits between the two."))


class LossForm(forms.Form):
    """Instead of prices, for a rule or procedure: which one, and what it costs."""

    regulation = forms.CharField(
        label=_("Which rule or procedure?"),
        help_text=_("As you call it. One that others have named shows while you type."),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "regulations"}),
    )
    owner = forms.CharField(
        label=_("Which office is in charge?"),
        help_text=_("Or the one that you had to ask. Not needed where others have said it."),
        max_length=80,
        required=False,
    )
    hours_lost = CountField(
        label=_("How many hours a year does it cost you?"),
        counted=HOURS,
        unit=_("hours"),
        required=False,
    )
    sales_lost = YenField(label=_("How much do you lose in sales a year?"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        title = given.get("regulation")
        if title and not given.get("owner") and not Regulation.objects.is_known_by(title):
            self.add_error("owner", _("Write the office: nobody has named this rule before."))
        return given


class WhenForm(forms.Form):
    open_until = DayField(
        until=True,
        label=_("By when do you want it?"),
        help_text=_("For example 令和9年3月1日 or 2027-03-01. Left empty: any time."),
        required=False,
    )
    eligible_count = CountField(
        label=_("About how many others in the country do the same work?"),
        counted=OPERATIONS,
        help_text=_("Only if you know it from somewhere. It is shown as an assumption."),
        required=False,
    )
    eligible_source = forms.CharField(
        label=_("Where is that number from?"), max_length=200, required=False
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("open_until") and given["open_until"] < timezone.localdate():
            self.add_error("open_until", _("This day is over. Write a day to come."))
        if self.errors.keys() & {"eligible_count", "eligible_source"}:
            return given
        if given.get("eligible_count") and not given.get("eligible_source"):
            self.add_error("eligible_source", _("Say where the number of such operations is from."))
        if given.get("eligible_source") and not given.get("eligible_count"):
            self.add_error("eligible_count", _("Write the number, or leave both empty."))
        return given


def rule_words(written: dict[str, Any]) -> RuleWords | None:
    """Name the rule that the screens gathered; its number and kind can be told later."""
    if written["kind"] != Kind.INSTITUTION:
        return None
    return RuleWords(
        title=written["regulation"],
        text_number="",
        level=RegulationLevel.PRACTICE,
        owner=written["owner"],
    )


def need_words(written: dict[str, Any]) -> tuple[dict[str, Any], Words]:
    """Turn what the screens gathered into the fields of a need and its poster's own answer."""
    own = ("lowest", "highest", "cap", "quantity", "hours_lost", "sales_lost")
    told_apart = (*own, "regulation", "owner")
    fields = {name: value for name, value in written.items() if name not in told_apart}
    if written["kind"] == Kind.INSTITUTION:
        hours, sales = written.get("hours_lost"), written.get("sales_lost")
        return fields, Words(level=Level.WOULD_BUY, hours_lost=hours, sales_lost=sales)
    fields["rungs"] = ladder(written["lowest"], written["highest"])
    if written.get("cap") is None:
        return fields, Words(level=Level.INTEREST)
    quantity = written.get("quantity") or Decimal(1)
    return fields, Words(level=Level.WOULD_BUY, cap=written["cap"], quantity=quantity)
