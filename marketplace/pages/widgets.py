"""Widgets that speak the farmer's way: every choice a card, with a sentence beside it if needed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise


class ChoiceCards(forms.RadioSelect):
    """Radios as large cards; `notes` explains a choice by its value, `columns` packs short ones."""

    def __init__(
        self, *, notes: Mapping[str, str | Promise] | None = None, columns: bool = False
    ) -> None:
        super().__init__(attrs={"class": "choices-columns"} if columns else None)
        self.notes = notes or {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["note"] = self.notes.get(str(option["value"]), "")
        # The class packs the group; on each radio it would mean nothing.
        option["attrs"].pop("class", None)
        return option


class TickCards(ChoiceCards, forms.CheckboxSelectMultiple):
    """Boxes as large cards: tick as many as are true."""
