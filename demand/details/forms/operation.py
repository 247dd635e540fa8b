"""Whom one speaks for, said more exactly. Here, since sizes are read as people write them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from demand.needs.arithmetic import writing
from demand.needs.forms import HUNDREDTH, NumberField, WrittenField
from demand.operations.models import Operation
from demand.operations.vocabulary import AREAS, Prefecture, Sector, Thing
from marketplace.pages.widgets import ChoiceCards

COUNTED = [choice for choice in Thing.choices if choice[0] not in AREAS]


class AreaField(WrittenField):
    """An area in ares, as the field says it."""

    sentence = _("“%(written)s” could not be read. For example: 25a, 2反5畝, 1.2ha.")

    def read(self, written: str) -> Decimal:
        return writing.area(written).ares.quantize(HUNDREDTH)

    def check(self, meant: Decimal) -> None:
        if not 0 < meant < 10**8:
            raise ValidationError(_("This area cannot be."))


class OperationDetailsForm(forms.Form):
    """What is produced, how much of it, and where."""

    sector = forms.ChoiceField(
        label=_("Which trade?"), choices=Sector.choices, widget=ChoiceCards(columns=True)
    )
    products = forms.CharField(label=_("What do you produce?"), max_length=120)
    area_ares = AreaField(
        label=_("How much land is it?"),
        help_text=_("For example 25a, 2反5畝 or 1.2ha. Prices are shown for your own size then."),
        required=False,
    )
    count = NumberField(
        label=_("How many animals, boats, greenhouses or the like?"), required=False
    )
    count_thing = forms.ChoiceField(
        label=_("Of what?"), choices=[("", _("not said")), *COUNTED], required=False
    )
    prefecture = forms.ChoiceField(
        label=_("Prefecture"), choices=[("", _("Choose")), *Prefecture.choices]
    )
    municipality = forms.CharField(label=_("City, town or village"), max_length=40, required=False)

    def __init__(self, data: Any = None, *, operation: Operation) -> None:
        stands = {name: getattr(operation, name) for name in self.base_fields}
        if operation.area_ares is not None:
            stands["area_ares"] = f"{operation.area_ares.normalize():f}a"
        if operation.count is not None:
            stands["count"] = f"{operation.count.normalize():f}"
        super().__init__(data, initial=stands)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("count") is not None:
            given["count"] = given["count"].quantize(HUNDREDTH)
        if not self.errors and (given.get("count") is None) != (not given.get("count_thing")):
            self.add_error("count_thing", _("Write how many and of what, or neither."))
        return given
