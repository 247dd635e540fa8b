from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from demand.needs.arithmetic import writing
from demand.needs.forms import WrittenField
from marketplace.opportunities.arithmetic.overrides import BOUNDS
from marketplace.opportunities.reads import Assumed
from marketplace.opportunities.vocabulary import ASKED_FIRST, RESTS_ON, Assumption, Unit
from marketplace.pages.wording import number


class AssumedField(WrittenField):
    """A value of one assumption, in its unit; a share as 0.12 or 12%."""

    sentence = _("“%(written)s” could not be read as a number. For example: 0.12, 12%%, 90万.")

    def __init__(self, assumption: Assumption, **kwargs: Any) -> None:
        self.low, self.high = BOUNDS[assumption]
        self.kind = RESTS_ON[assumption][0]
        unit = self.kind.label if self.kind in {Unit.YEN, Unit.MONTHS} else ""
        super().__init__(unit=unit, label=assumption.label, required=False, **kwargs)

    def read(self, written: str) -> Decimal | int:
        if self.kind == Unit.YEN:
            return writing.yen(written)
        bare = written.strip().rstrip("%％")
        return writing.number(bare) / (1 if bare == written.strip() else 100)

    def check(self, meant: Decimal | int) -> None:
        if not self.low <= meant <= self.high:
            ends = {"low": number(self.low), "high": number(self.high)}
            raise ValidationError(_now("Between %(low)s and %(high)s, please.") % ends)

    def clean(self, value: Any) -> float | None:
        meant = super().clean(value)
        return None if meant is None else float(meant)


class WhatIfForm(forms.Form):
    """Asks for one's own assumptions; what is left empty stays as it was assumed."""

    def __init__(self, *args: Any, assumed: Sequence[Assumed] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {each.name: each.said for each in assumed}
        for assumption in Assumption:
            support = _now("Assumed: %(said)s") % {"said": said[assumption]} if assumed else ""
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
