"""A need on its way: what was typed on each screen, kept on the server until it is posted."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from demand.answers.actions import RuleWords, Words
from demand.answers.forms import need as screens
from demand.needs.vocabulary import Kind
from demand.operations.models import Operation
from demand.operations.vocabulary import Sector

KEY = "need_draft"


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    label: Promise


STEPS = (
    Step("trouble", _("The trouble")),
    Step("what", _("About what")),
    Step("price", _("Up to how much")),
    Step("when", _("By when")),
    Step("check", _("Check")),
)
WHICH_RULE = _("Which rule")
NAMES = tuple(step.name for step in STEPS)


class Draft:
    """What somebody has written so far. It lives in their session, which lives in the database.

    It holds what was typed, not what was meant: a screen with a mistake comes back as it was.
    """

    def __init__(self, session: SessionBase) -> None:
        self.session = session
        kept = session.get(KEY) or {"posting_key": str(uuid4()), "screens": {}}
        self.posting_key = UUID(kept["posting_key"])
        self.screens: dict[str, dict[str, list[str]]] = kept["screens"]
        self.is_pressed: bool = kept.get("is_pressed", False)

    def keep(self, step: str, typed: QueryDict) -> None:
        """Keep what was typed on a screen, right or wrong."""
        asked = self._form_class(step).base_fields
        self.screens[step] = {name: values for name, values in typed.lists() if name in asked}
        self.is_pressed = False
        self._write()

    def press(self) -> None:
        """Remember that its writer has pressed the last button, and only has to sign in."""
        self.is_pressed = True
        self._write()

    def _write(self) -> None:
        self.session[KEY] = {
            "posting_key": str(self.posting_key),
            "screens": self.screens,
            "is_pressed": self.is_pressed,
        }

    @property
    def is_begun(self) -> bool:
        return bool(self.screens)

    def forget(self) -> None:
        self.session.pop(KEY, None)

    def form(self, step: str, operation: Operation | None = None) -> forms.Form:
        """Give a screen's form as it was typed, or else with what is likely filled in."""
        kind = self._form_class(step)
        if step in self.screens:
            return kind(self._typed(step))
        return kind(initial=self._likely(step, operation))

    def first_unfinished(self) -> str:
        """Name the first screen that is blank or has a mistake; the last one if none has."""
        for name in NAMES[:-1]:
            if name not in self.screens or not self.form(name).is_valid():
                return name
        return NAMES[-1]

    @property
    def labels(self) -> list[Promise]:
        """Name the screens; a rule is asked no price."""
        return [
            WHICH_RULE if step.name == "price" and self._is_institution else step.label
            for step in STEPS
        ]

    def need_words(self) -> tuple[dict[str, Any], Words]:
        """Give the need's fields and its poster's own answer. All screens must be finished."""
        return screens.need_words(self._written())

    def rule_words(self) -> RuleWords | None:
        """Name the rule that stands in the way, if it is one. All screens must be finished."""
        return screens.rule_words(self._written())

    def _written(self) -> dict[str, Any]:
        written: dict[str, Any] = {}
        for name in NAMES[:-1]:
            form = self.form(name)
            form.is_valid()
            written |= form.cleaned_data
        return written

    def _likely(self, step: str, operation: Operation | None) -> dict[str, Any]:
        if step == "what" and operation:
            return {name: getattr(operation, name) for name in ("sector", "prefecture")}
        sector = self.screens.get("what", {}).get("sector", [""])[0]
        if step == "price" and sector in screens.USUAL_PRICES:
            usual = screens.USUAL_PRICES[Sector(sector)]
            return dict(zip(("thing", "period", "lowest", "highest"), usual, strict=True))
        return {}

    @property
    def _is_institution(self) -> bool:
        return self.screens.get("trouble", {}).get("kind") == [Kind.INSTITUTION]

    def _typed(self, step: str) -> QueryDict:
        typed = QueryDict(mutable=True)
        for name, values in self.screens[step].items():
            typed.setlist(name, values)
        return typed

    def _form_class(self, step: str) -> type[forms.Form]:
        return {
            "trouble": screens.TroubleForm,
            "what": screens.WhatForm,
            "price": screens.LossForm if self._is_institution else screens.PriceForm,
            "when": screens.WhenForm,
        }[step]
