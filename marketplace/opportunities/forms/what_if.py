from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext

from demand.needs.arithmetic import writing
from marketplace.opportunities.arithmetic.overrides import BOUNDS
from marketplace.opportunities.forms.plan import BoundedField
from marketplace.opportunities.reads import Assumed
from marketplace.opportunities.vocabulary import ASKED_FIRST, RESTS_ON, Assumption, Unit


class AssumedField(BoundedField):
    """A value of one assumption, in its unit."""

    def __init__(self, assumption: Assumption, **kwargs: Any) -> None:
        self.kind = RESTS_ON[assumption][0]
        unit = self.kind.label if self.kind in {Unit.YEN, Unit.MONTHS} else ""
        super().__init__(*BOUNDS[assumption], unit=unit, label=assumption.label, **kwargs)

    def read(self, written: str) -> float:
        return float(writing.yen(written)) if self.kind == Unit.YEN else super().read(written)


class WhatIfForm(forms.Form):
    """Asks for one's own assumptions; what is left empty stays as it was assumed."""

    def __init__(self, *args: Any, assumed: Sequence[Assumed] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {each.name: each.said for each in assumed}
        for assumption in Assumption:
            support = gettext("Assumed: %(said)s") % {"said": said[assumption]} if assumed else ""
            self.fields[assumption] = AssumedField(assumption, help_text=support)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What differs most from one developer to the next."""
        return [self[name] for name in ASKED_FIRST]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in Assumption if name not in ASKED_FIRST]

    @property
    def opens_others(self) -> bool:
        """Tell whether anything was typed, or went wrong, beyond the first fields."""
        return any(field.value() or field.errors for field in self.other_fields)

    def changed(self) -> dict[str, float]:
        """Give the values that were set; what could not be read has its sentence instead."""
        self.is_valid()
        return {str(n): value for n, value in self.cleaned_data.items() if value is not None}
