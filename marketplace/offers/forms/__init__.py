from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.library.models import Dataset
from demand.needs.arithmetic import writing
from demand.needs.forms import CountField, DayField, WrittenField, YenField
from demand.needs.models import Need
from demand.operations.vocabulary import Prefecture
from marketplace.offers.arithmetic.hours import JAPAN, NOON
from marketplace.offers.models import Offer, Version
from marketplace.offers.models.offers import PAYS_WITHIN_60, SLOWEST_PAYMENT_DAYS
from marketplace.offers.vocabulary import Metric
from marketplace.pages.widgets import ChoiceCards, TickCards

PERCENT = Decimal(100)


class QualityField(WrittenField):
    """A share, written as 0.85 or 85%; or an error in the label's own unit."""

    sentence = _("“%(written)s” could not be read. For example: 0.85.")

    def read(self, written: str) -> Decimal:
        bare = written.strip().rstrip("%％")
        scale = PERCENT if bare != written.strip() else Decimal(1)
        return (writing.number(bare) / scale).quantize(Decimal("0.0001"))

    def check(self, meant: Decimal) -> None:
        if not 0 < meant < 10**8:
            raise forms.ValidationError(_("Write a share above 0 and up to 1, or an error."))


class OfferForm(forms.Form):
    """Asks what a developer needs to bear the cost, and what it promises for it."""

    fixed_cost = YenField(
        label=_("What must the buyers bear together?"),
        help_text=_(
            "Once, without tax, your margin included. Everybody's price follows from it: "
            "the more buy, the less each pays."
        ),
    )
    unit_cost = YenField(
        label=_("And for each unit?"), help_text=_("Without tax; 0 if nothing."), required=False
    )
    lowest_price = YenField(
        label=_("The lowest price per unit that you would take"),
        help_text=_("Without tax; leave it empty if there is none."),
        required=False,
    )
    least_operations = CountField(label=_("How many must buy, at least?"), required=False)
    metric = forms.ChoiceField(
        label=_("How is the quality measured?"),
        choices=Metric.choices,
        widget=ChoiceCards(),
    )
    threshold = QualityField(
        label=_("What do you promise, at least?"),
        help_text=_("The careful end of what is measured must reach it. Write 0.85 or 85%."),
    )
    judged_by = forms.CharField(
        label=_("Measured on what?"),
        help_text=_("For example: 200 sealed photos from the buyers' fields."),
        max_length=200,
    )
    judged_on = forms.ModelChoiceField(
        label=_("Shared data that it belongs to"), queryset=Dataset.objects.none(), required=False
    )
    delivered_on = DayField(label=_("Delivered by"))
    tried_until = DayField(
        label=_("Tried until"), help_text=_("Long enough for one season of real work.")
    )
    valid_until = DayField(
        label=_("Holds until"), help_text=_("At least until the offers are opened.")
    )
    prefectures = forms.MultipleChoiceField(
        label=_("Where can you deliver?"),
        help_text=_("None ticked means anywhere in Japan."),
        choices=Prefecture.choices,
        required=False,
        widget=TickCards(columns=True),
    )
    place_changes = forms.CharField(
        label=_("What must change at their place?"),
        help_text=_("For example: a fixed camera post, wider rows. Leave it empty if nothing."),
        max_length=400,
        required=False,
    )
    paid_work = forms.CharField(
        label=_("Labelling or trials that you pay for"),
        help_text=_("What is to be done, and what you pay for it. Leave it empty if none."),
        max_length=400,
        required=False,
    )
    payment_days = CountField(
        label=_("Paid within how many days?"), help_text=PAYS_WITHIN_60, required=False
    )
    invoice_number = forms.CharField(
        label=_("Qualified invoice number"),
        help_text=_("T and thirteen digits, if you have one."),
        max_length=14,
        required=False,
    )

    def __init__(self, *args: Any, need: Need, offer: Offer | None, **kwargs: Any) -> None:
        last = offer.last_version if offer else None
        kwargs["initial"] = _written(last) if last else {"metric": Metric.ACCURACY}
        super().__init__(*args, **kwargs)
        linked = Dataset.objects.published().filter(needs=need).order_by("title", "id")
        if linked:
            self.fields["judged_on"].queryset = linked  # type: ignore[attr-defined]
        else:
            del self.fields["judged_on"]

    def clean_payment_days(self) -> int | None:
        days: int | None = self.cleaned_data["payment_days"]
        if days is not None and days > SLOWEST_PAYMENT_DAYS:
            raise forms.ValidationError(PAYS_WITHIN_60)
        return days

    def terms(self) -> dict[str, Any]:
        """Give the version's fields; what was left empty costs nothing and asks for one buyer."""
        given = self.cleaned_data
        return given | {
            "unit_cost": given["unit_cost"] or 0,
            "lowest_price": given["lowest_price"] or 0,
            "least_operations": given["least_operations"] or 1,
        }


def _written(version: Version) -> dict[str, Any]:
    """Show what was offered last, to be changed."""
    names = [*OfferForm.base_fields]
    shown = {name: getattr(version, name) for name in names}
    return shown | {"threshold": version.threshold.normalize()}


class HourForm(forms.Form):
    """Asks the poster when offers are to be opened."""

    day = DayField(
        label=_("On which day shall the offers be opened?"),
        help_text=_("At noon. At least two weeks away, so that developers can prepare."),
    )
    wanted_by = DayField(
        label=_("By when do you need it?"),
        help_text=_("Offers that deliver later are not considered. Leave it empty if it is open."),
        required=False,
    )

    def words(self) -> dict[str, Any]:
        day: date = self.cleaned_data["day"]
        return {
            "hour": datetime.combine(day, NOON, JAPAN),
            "wanted_by": self.cleaned_data["wanted_by"],
        }


class ConfirmForm(forms.Form):
    """Asks whether it is bought for a business."""

    for_business = forms.BooleanField(
        label=_("We buy this for our business."),
        error_messages={"required": _("Confirm that you buy it for your business.")},
    )


class MessageForm(forms.Form):
    text = forms.CharField(label=_("Your message"), max_length=2000, widget=forms.Textarea)


class NoteForm(forms.Form):
    note = forms.CharField(label=_("What is wrong?"), max_length=400, widget=forms.Textarea)


class MeasureForm(forms.Form):
    """Asks what was measured in the trial, from the careful end."""

    measured = QualityField(
        label=_("What was measured?"),
        help_text=_(
            "The careful end: a lower bound of how often it was right, or an upper bound of "
            "the error."
        ),
    )
    note = forms.CharField(
        label=_("How was it measured?"), max_length=400, required=False, widget=forms.Textarea
    )
