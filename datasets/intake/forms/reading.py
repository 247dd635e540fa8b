"""Correcting how a table was read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.intake.arithmetic.reading import TYPES, Reading
from datasets.intake.reads import ReadingFound
from datasets.measures.vocabulary import TYPES as TYPES_IN_WORDS

# More on one page nobody reads; the rest stays as it was found.
MOST_COLUMNS_SHOWN = 60
KINDS_OF_COLUMN = [(kind, TYPES_IN_WORDS[kind]) for kind in TYPES]


class ReadingForm(forms.Form):
    """How a table was read, to be corrected; each field holds what was found."""

    header_line = forms.IntegerField(
        label=_("In which line do the names of the columns begin?"), min_value=1, max_value=10_000
    )
    header_rows = forms.IntegerField(
        label=_("Over how many lines do they go?"), min_value=1, max_value=10
    )
    keep_positions = forms.BooleanField(
        label=_("Give out places as exactly as they came"),
        help_text=_("Without this, degrees of latitude and longitude are rounded to about 1 km."),
        required=False,
    )
    keep_footer = forms.BooleanField(
        label=_("Sums and notes below the table are rows as well"), required=False
    )

    def __init__(self, *args: Any, found: ReadingFound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found, self.initial = found, _initial(found)
        names = [column["name"] for column in found.columns]
        if len(found.sheets) > 1:
            self.fields["sheet"] = forms.ChoiceField(
                label=_("On which sheet is the table?"), choices=[(s, s) for s in found.sheets]
            )
        if not found.has_header:
            del self.fields["header_line"], self.fields["header_rows"], self.fields["keep_footer"]
        self.fields["label"] = forms.ChoiceField(
            label=_("Which column says what each row is?"),
            choices=[("", _("None of them")), *((name, name) for name in names)],
            required=False,
        )
        self.fields["contributor"] = forms.ChoiceField(
            label=_("Which column says whose row it is?"),
            help_text=_("Others see a number in place of the name. Each can take theirs back."),
            choices=[("", _("None of them: all is ours")), *((name, name) for name in names)],
            required=False,
        )
        for number, name in enumerate(names[:MOST_COLUMNS_SHOWN]):
            self.fields[f"type_{number}"] = forms.ChoiceField(
                label=_("%(column)s: what it holds") % {"column": name}, choices=KINDS_OF_COLUMN
            )
            self.fields[f"unit_{number}"] = forms.CharField(
                label=_("%(column)s: its unit") % {"column": name}, max_length=20, required=False
            )

    @property
    def columns(self) -> list[tuple[dict[str, Any], forms.BoundField, forms.BoundField]]:
        """Give each column with its two fields, as the page's table shows them."""
        shown = self.found.columns[:MOST_COLUMNS_SHOWN]
        return [
            (column, self[f"type_{number}"], self[f"unit_{number}"])
            for number, column in enumerate(shown)
        ]

    def reading(self) -> Reading:
        """Give what was corrected, now or before; what was found by itself is found again."""
        given, found = self.cleaned_data, self.found
        named = list(enumerate(found.columns[:MOST_COLUMNS_SHOWN]))
        types = {c["name"]: given[f"type_{n}"] for n, c in named if given[f"type_{n}"] != c["type"]}
        units = {c["name"]: given[f"unit_{n}"] for n, c in named if given[f"unit_{n}"] != c["unit"]}
        line = given.get("header_line")
        return Reading(
            sheet=self._corrected("sheet", given.get("sheet", found.sheet), found.sheet),
            header_line=self._corrected("header_line", line and line - 1, found.header_line),
            header_rows=self._corrected("header_rows", given.get("header_rows"), found.header_rows),
            keep_footer=given.get("keep_footer", False),
            label=self._corrected("label", given["label"], found.label),
            contributor=self._corrected("contributor", given["contributor"], found.contributor),
            dropped=found.wanted.get("dropped", []),
            kept=found.wanted.get("kept", []),
            keep_positions=given["keep_positions"],
            types=found.wanted.get("types", {}) | types,
            units=found.wanted.get("units", {}) | units,
        )

    def _corrected(self, name: str, given: Any, found: Any) -> Any:
        return self.found.wanted.get(name) if given in {None, found} else given


def _initial(found: ReadingFound) -> dict[str, Any]:
    """Fill in what was found."""
    columns = {
        f"{word}_{number}": column[word]
        for number, column in enumerate(found.columns)
        for word in ("type", "unit")
    }
    return columns | {
        "sheet": found.sheet,
        "header_line": found.header_line + 1,
        "header_rows": found.header_rows,
        "keep_footer": found.keep_footer,
        "label": found.label,
        "contributor": found.contributor,
        "keep_positions": found.wanted.get("keep_positions", False),
    }
