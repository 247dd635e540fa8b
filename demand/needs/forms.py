"""Fields that read what people write."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from demand.needs.arithmetic import writing
from demand.needs.vocabulary import Thing
from demand.operations.vocabulary import AREAS

# What people write behind a number, by what was asked.
TIMES, MINUTES, HOURS = ("回", "times"), ("分", "minutes"), ("時間", "hours")
TRIES = ("回", "株", "本", "粒", "個", "枚", "頭", "匹", "羽", "件", "日", "times")
OPERATIONS = ("経営体", "軒", "戸", "件", "人", "operations")
# The largest whole numbers that columns of ours hold.
MOST, MOST_OF_FEW = 2_147_483_647, 32_767
HUNDREDTH = Decimal("0.01")


class WrittenField(forms.CharField):
    """A text that a function of `writing` reads. What was typed comes back as it was.

    `unit` is a word that stands behind it.
    """

    sentence: ClassVar[Promise]

    def __init__(self, *, unit: str | Promise = "", **kwargs: Any) -> None:
        self.unit = unit
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "text"}))
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if not written:
            return None
        try:
            meant = self.read(written)
        except writing.Unreadable:
            raise ValidationError(self.sentence % {"written": written}) from None
        self.check(meant)
        return meant

    def read(self, written: str) -> Any:
        """Tell what was meant. Raises: writing.Unreadable."""
        return written

    def check(self, meant: Any) -> None:
        """Raise ValidationError where a thing was read that cannot be."""


class YenField(WrittenField):
    sentence = _("“%(written)s” could not be read as a price. For example: 8000, 8千円, 3万5千円.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(unit=_("yen"), **kwargs)

    def read(self, written: str) -> int:
        return writing.yen(written)

    def check(self, meant: int) -> None:
        if meant < 0:
            raise ValidationError(_("A price cannot be below zero."))
        if meant > MOST:
            raise ValidationError(_("This price is too high."))


class NumberField(WrittenField):
    """A number above zero."""

    sentence = _("“%(written)s” could not be read as a number. For example: 2.5, 120.")

    def read(self, written: str) -> Any:
        return writing.number(written)

    def check(self, meant: Any) -> None:
        if meant <= 0:
            raise ValidationError(_("The quantity must be more than zero."))
        if meant >= 10**8:
            raise ValidationError(_("This number is too high."))


class QuantityField(NumberField):
    """How much of a need's thing: a number, or an area, such as 25a or 2反5畝."""

    sentence = _("“%(written)s” could not be read. For example: 2.5, 25a, 2反5畝.")

    def read(self, written: str) -> Any:
        try:
            return writing.number(written)
        except writing.Unreadable:
            return writing.area(written)

    def check(self, meant: Any) -> None:
        super().check(meant.ares if isinstance(meant, writing.Area) else meant)


def in_units(meant: Decimal | writing.Area, thing: str) -> Decimal:
    """Count what was meant in units of the thing, to the hundredth.

    Raises: ValidationError for an area where the thing is none.
    """
    if isinstance(meant, writing.Area):
        if thing not in AREAS:
            raise ValidationError(_("The price is not per area. Write how many, as a number."))
        meant = meant.ares / AREAS[Thing(thing)]
    return max(meant.quantize(HUNDREDTH), HUNDREDTH)


class CountField(NumberField):
    """A whole number above zero, with or without one of the words `counted` behind it."""

    def __init__(self, *, most: int = MOST, counted: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most, self.counted = most, counted

    def read(self, written: str) -> Any:
        return writing.number(written, counted=self.counted)

    def check(self, meant: Any) -> None:
        super().check(meant)
        if meant != int(meant):
            raise ValidationError(_("A whole number is needed here."))
        if meant > self.most:
            raise ValidationError(_("This number is too high."))

    def clean(self, value: Any) -> Any:
        meant = super().clean(value)
        return None if meant is None else int(meant)


class DayField(WrittenField):
    """A day; with `until`, one by which something is wanted: 来年3月 is its last day."""

    sentence = _(
        "“%(written)s” could not be read as a day. For example: 令和9年3月1日, 2027-03-01."
    )

    def __init__(self, *, until: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.until = until

    def read(self, written: str) -> date:
        if self.until:
            return writing.day(written, after=timezone.localdate(), by_its_end=True)
        return writing.day(written)
