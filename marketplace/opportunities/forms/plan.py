from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from demand.needs.arithmetic import writing
from demand.needs.forms import WrittenField
from marketplace.pages.wording import number

PLAN_BOUNDS = {
    "target": (0.01, 0.999),
    "size": (0.01, 10_000),
    "memory": (0.1, 10_000),
    "curve_a": (0, 0.5),
    "curve_b": (0.001, 1_000),
    "curve_c": (0.05, 2),
}


class BoundedField(WrittenField):
    """A number between two ends; a share as 0.8 or 80%."""

    sentence = _("“%(written)s” could not be read as a number. For example: 0.8, 80%%, 70.")

    def __init__(self, low: float, high: float, **kwargs: Any) -> None:
        self.low, self.high = low, high
        super().__init__(required=False, **kwargs)

    def read(self, written: str) -> float:
        bare = written.strip().rstrip("%％")
        return float(writing.number(bare)) / (1 if bare == written.strip() else 100)

    def check(self, meant: float) -> None:
        if not self.low <= meant <= self.high:
            ends = {"low": number(self.low), "high": number(self.high)}
            raise ValidationError(gettext("Between %(low)s and %(high)s, please.") % ends)


class PlanForm(forms.Form):
    """Asks what a plan rests on; what is left empty stays as it was assumed."""

    target = BoundedField(*PLAN_BOUNDS["target"], label=_("How often it must be right"))
    size = BoundedField(
        *PLAN_BOUNDS["size"],
        label=_("Size of a model that could do it today"),
        unit=_("billion parameters"),
    )
    memory = BoundedField(*PLAN_BOUNDS["memory"], label=_("Memory of the device"), unit=_("GB"))
    curve_a = BoundedField(*PLAN_BOUNDS["curve_a"], label=_("a: error that never goes away"))
    curve_b = BoundedField(*PLAN_BOUNDS["curve_b"], label=_("b: how large the error starts"))
    curve_c = BoundedField(*PLAN_BOUNDS["curve_c"], label=_("c: how fast it falls with labels"))

    def asked(self) -> dict[str, float]:
        """Give the values that were set; what could not be read has its sentence instead."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value is not None}
