"""The second page whole: it grows by a row at a press, without a script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from demand.details.actions import Description
from demand.details.forms.parts import (
    DetailForm,
    FilingForm,
    RegulationForm,
    RowForm,
    StepForm,
)
from demand.details.models import MOST_ROWS
from demand.details.reads import Details
from demand.needs.models import Need
from demand.needs.vocabulary import Kind

FIELDS = tuple(DetailForm.base_fields)


@dataclass(frozen=True, slots=True)
class Table:
    """A part of the page with rows that are alike."""

    prefix: str
    heading: Promise
    support: Promise
    another: Promise
    rows: "BaseFormSet[Any]"


TABLES: dict[str, tuple[type[RowForm], Promise, Promise, Promise]] = {
    "steps": (
        StepForm,
        _("The work as it is done today"),
        _("Step by step. It shows which of them costs the most hours."),
        _("One more step"),
    ),
    "filings": (
        FilingForm,
        _("The forms"),
        _("What you fill in, how often, and how long it takes."),
        _("One more form"),
    ),
    "regulations": (
        RegulationForm,
        _("Rules and procedures that stand in the way"),
        _("Needs that the same rule blocks are counted together."),
        _("One more rule"),
    ),
}


# What matters most to each kind of need comes first.
ASKED = {
    Kind.TECHNOLOGY: ("steps", "regulations"),
    Kind.PAPERWORK: ("filings", "steps", "regulations"),
    Kind.INSTITUTION: ("regulations", "steps"),
}


class Sheet:
    """All that the second page asks of one need.

    Pressing for one more row (`more` names its table) shows what was typed, judges
    nothing and keeps nothing.
    """

    def __init__(self, need: Need, there: Details, typed: QueryDict | None = None) -> None:
        self.more = typed.get("more", "") if typed is not None else ""
        is_judged = typed is not None and not self.more
        kept = _kept(there)
        self.detail = (
            DetailForm(typed)
            if is_judged
            else DetailForm(initial=_typed_fields(typed) if typed is not None else kept["detail"])
        )
        self.tables = [
            self._table(prefix, typed, kept[prefix], is_judged=is_judged)
            for prefix in ASKED[Kind(need.kind)]
        ]

    def _table(
        self,
        prefix: str,
        typed: QueryDict | None,
        kept: Sequence[Mapping[str, Any]],
        *,
        is_judged: bool,
    ) -> Table:
        kind, heading, support, another = TABLES[prefix]
        if is_judged:
            rows = _rows(kind, extra=0)(typed, prefix=prefix)
        else:
            filled = _typed_rows(kind, typed, prefix) if typed is not None else kept
            extra = 1 if prefix == self.more or not filled else 0
            rows = _rows(kind, extra=extra)(initial=filled, prefix=prefix)
        return Table(prefix, heading, support, another, rows)

    @property
    def errors(self) -> list[forms.Form]:
        """The forms that have something to mend."""
        return [form for form in self._forms() if form.errors]

    def is_valid(self) -> bool:
        """Look at all of it, so that every mistake shows at once."""
        return all([self.detail.is_valid(), *(table.rows.is_valid() for table in self.tables)])

    def description(self) -> Description:
        rows = {
            table.prefix: [form.cleaned_data for form in table.rows if form.cleaned_data]
            for table in self.tables
        }
        return Description(detail=self.detail.cleaned_data, **rows)

    def _forms(self) -> list[forms.Form]:
        return [self.detail, *(form for table in self.tables for form in table.rows)]


def _rows(kind: type[RowForm], *, extra: int) -> "type[BaseFormSet[Any]]":
    return formset_factory(
        kind, extra=extra, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    )


def _kept(there: Details) -> dict[str, Any]:
    detail = there.detail
    return {
        "detail": {name: getattr(detail, name) for name in FIELDS} if detail else {},
        "steps": [
            {name: getattr(step, name) for name in StepForm.base_fields} for step in there.steps
        ],
        "filings": [
            {
                "name": filing.paper.name,
                "office": filing.paper.office,
                "filings": filing.filings,
                "minutes": filing.minutes,
            }
            for filing in there.filings
        ],
        "regulations": [
            {name: getattr(rule, name) for name in RegulationForm.base_fields}
            for rule in there.regulations
        ],
    }


def _typed_fields(typed: QueryDict) -> dict[str, Any]:
    return {
        name: typed.getlist(name) if name in {"conditions", "place_changes"} else typed.get(name)
        for name in FIELDS
    }


def _typed_rows(kind: type[RowForm], typed: QueryDict, prefix: str) -> list[dict[str, Any]]:
    """Take the rows as they were typed, right or wrong."""
    count = typed.get(f"{prefix}-TOTAL_FORMS", "0")
    return [
        {name: typed.get(f"{prefix}-{row}-{name}", "") for name in kind.base_fields}
        for row in range(min(int(count) if count.isdecimal() else 0, MOST_ROWS))
    ]
