"""What a person fills in to answer a need: a price, a loss, or a refusal."""

import math
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from demand.answers.actions import PricesHaveChanged, Words
from demand.answers.models import Answer
from demand.answers.vocabulary import Level, Reason
from demand.needs.forms import HOURS, CountField, QuantityField, YenField, in_units
from demand.needs.models import Need
from marketplace.pages.widgets import ChoiceCards

MORE, NONE = "MORE", "NONE"
CERTAINTIES = [(str(n), str(n)) for n in range(11)]


class NeedForm(forms.Form):
    """What answers one need. It brings back which prices its page has shown."""

    def __init__(self, data: Any = None, *, need: Need, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.need = need

    @property
    def price_key(self) -> str:
        return str(self.data.get("price_key", ""))

    def clean(self) -> dict[str, Any]:
        if self.price_key not in {"", self.need.price_key}:
            raise ValidationError(PricesHaveChanged.detail)
        return super().clean() or {}


class AnswerForm(NeedForm):
    """One tap on a price answers; the rest may be added."""

    price = forms.CharField(required=False, widget=forms.HiddenInput)
    quantity = QuantityField(
        label=_("How much would you use it for?"),
        help_text=_("For example 2.5, or for a field 25a or 2反5畝. Left empty, it counts as 1."),
        required=False,
    )
    cap = YenField(
        label=_("The highest price at which you would still buy"),
        help_text=_("With tax. Nobody else sees it, not one by one and not by working it out."),
        required=False,
    )
    lowest_no = YenField(
        label=_("From which price on would you no longer buy?"),
        help_text=_("Left empty, it is the next price above yours."),
        required=False,
    )
    level = forms.ChoiceField(
        label=_("How serious are you?"),
        choices=Level.choices[1:],
        initial=Level.WOULD_BUY,
        required=False,
        widget=ChoiceCards(
            notes={
                Level.CONDITIONAL: _("It binds once price, quality and date are met."),
                Level.LETTER: _("A signed paper for a named developer. It is firmer still."),
            }
        ),
    )
    certainty = forms.ChoiceField(
        label=_("Out of ten times, how often would you really pay?"),
        choices=[("", "—"), *CERTAINTIES],
        required=False,
    )
    note = forms.CharField(label=_("In your words"), max_length=400, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        tapped = given.pop("price", "")
        if tapped == NONE:
            return {"refuses": True, "note": given.get("note", "")}
        if tapped in map(str, self.need.rungs):
            given["cap"] = int(tapped)
        elif tapped == MORE and (given.get("cap") or 0) <= self.need.rungs[-1]:
            self.add_error("cap", _("How much would you pay? Write it here."))
        elif tapped and tapped != MORE:
            raise ValidationError(_("This price is not one of those asked."))
        if (given.get("lowest_no") or math.inf) <= (given.get("cap") or 0):
            self.add_error("lowest_no", _("Write a price above the one at which you buy."))
        if given.get("quantity"):
            try:
                given["quantity"] = in_units(given["quantity"], self.need.thing)
            except ValidationError as error:
                self.add_error("quantity", error)
        return given

    def words(self) -> Words:
        given = self.cleaned_data
        if "refuses" in given:
            return Words(level=Level.REFUSES, reason=Reason.PRICE, note=given["note"])
        return Words(
            level=given["level"] or Level.WOULD_BUY,
            cap=given.get("cap"),
            lowest_no=given.get("lowest_no"),
            quantity=given.get("quantity"),
            certainty=int(given["certainty"]) if given["certainty"] else None,
            note=given["note"],
        )


class BurdenForm(NeedForm):
    """An answer to a rule or procedure: what it costs, never a price."""

    hours_lost = CountField(
        label=_("Hours lost a year"), counted=HOURS, unit=_("hours"), required=False
    )
    sales_lost = YenField(label=_("Sales lost a year, in yen"), required=False)
    note = forms.CharField(label=_("In your words"), max_length=400, required=False)

    def words(self) -> Words:
        given = self.cleaned_data
        return Words(
            level=Level.WOULD_BUY,
            hours_lost=given["hours_lost"],
            sales_lost=given["sales_lost"],
            note=given["note"],
        )


class RefusalForm(NeedForm):
    """Not wanting it is an answer too, with its reason."""

    reason = forms.ChoiceField(
        label=_("Why would you not buy it?"), choices=Reason.choices, widget=ChoiceCards()
    )
    premium_lost = YenField(
        label=_("If you do not want it automated: what would you lose?"),
        help_text=_("How much less your goods would sell for without work by hand, per unit."),
        required=False,
    )
    refusal_note = forms.CharField(label=_("In your words"), max_length=400, required=False)

    def __init__(self, data: Any = None, *, need: Need, **kwargs: Any) -> None:
        super().__init__(data, need=need, **kwargs)
        if not need.asks_price:
            del self.fields["premium_lost"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("premium_lost") is not None and given.get("reason") != Reason.NOT_AUTOMATED:
            self.add_error(
                "premium_lost", _("Leave this empty, or choose that you do not want it automated.")
            )
        if given.get("reason") == Reason.OTHER and not given.get("refusal_note"):
            self.add_error("refusal_note", _("Write your reason in a few words."))
        return given

    def words(self) -> Words:
        given = self.cleaned_data
        return Words(
            level=Level.REFUSES,
            reason=given["reason"],
            premium_lost=given.get("premium_lost"),
            note=given["refusal_note"],
        )


type Fillable = AnswerForm | BurdenForm | RefusalForm


def form_for(need: Need, data: Any = None, *, own: Answer | None = None) -> Fillable:
    """Choose the form that the need asks for, or that the person has filled in.

    A blank one shows the answer that stands, if there is one, so that changing a
    part of it keeps the rest.
    """
    if data is not None and "reason" in data:
        return RefusalForm(data, need=need)
    kind = AnswerForm if need.asks_price else BurdenForm
    return kind(data, need=need, initial=_as_it_stands(need, own))


def refusal_for(need: Need, own: Answer | None) -> RefusalForm:
    """Give the form of a refusal, with the reason that stands, if there is one."""
    if own is None or own.level != Level.REFUSES:
        return RefusalForm(need=need)
    stands = {"reason": own.reason, "refusal_note": own.note, "premium_lost": own.premium_lost}
    return RefusalForm(need=need, initial=stands)


def _as_it_stands(need: Need, own: Answer | None) -> dict[str, Any]:
    if own is None or own.level == Level.REFUSES:
        return {}
    names = ("cap", "level", "certainty", "hours_lost", "sales_lost", "note")
    stands = {name: getattr(own, name) for name in names}
    # The next rung is not what somebody wrote: it follows the cap.
    if own.lowest_no not in need.rungs:
        stands["lowest_no"] = own.lowest_no
    if own.quantity is not None:
        stands["quantity"] = f"{own.quantity.normalize():f}"
    return stands
