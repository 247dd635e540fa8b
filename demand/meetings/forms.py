"""Files of answers: what may be sent, and what each row says, in words where it is wrong."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from demand.answers.actions import OwnAnswerStands, Words
from demand.answers.vocabulary import Level, Reason
from demand.mandates.models import Mandate
from demand.meetings import reads
from demand.meetings.actions import Entry
from demand.meetings.arithmetic.answer_table import Record, head, plain, records
from demand.meetings.models import AnswerFile
from demand.meetings.vocabulary import (
    BURDEN_COLUMNS,
    HEADS,
    IDENTITY,
    LEVELS,
    PRICED_COLUMNS,
    REASONS,
    Column,
)
from demand.needs.forms import CountField, QuantityField, WrittenField, YenField, in_units
from demand.needs.models import Need

LARGEST_FILE = 5 * 1024**2
CERTAIN = 10


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("Excel (XLSX) or CSV, up to 5 MB. Nothing is entered yet."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("This file is too large: at most 5 MB."))
        return file


class OneOf(forms.CharField):
    """One of our words, by its code, its label in either language, or as people write it."""

    def __init__(self, choices: Any, also: Mapping[Any, Sequence[str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices, self.also = choices, also

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        if not written:
            return ""
        known: dict[str, str] = {}
        for language in ("ja", "en"):
            with override(language):
                known |= {plain(str(choice.label)): choice.value for choice in self.choices}
        for choice in self.choices:
            known |= {plain(word): choice.value for word in (choice.value, *self.also[choice])}
        if plain(written) not in known:
            words = "、".join(str(choice.label) for choice in self.choices)
            raise ValidationError(
                _("“%(written)s” is none of our words. Write one of: %(words)s")
                % {"written": written, "words": words}
            )
        return known[plain(written)]


class CertaintyField(WrittenField):
    sentence = gettext_lazy("“%(written)s” could not be read. Write a number from 0 to 10.")

    def read(self, written: str) -> int:
        from demand.needs.arithmetic import writing

        return int(writing.number(written))

    def check(self, meant: int) -> None:
        if not 0 <= meant <= CERTAIN:
            raise ValidationError(_("Choose a number from 0 to 10."))


class RowForm(forms.Form):
    """One row of a file, as an answer."""

    price = YenField(required=False)
    quantity = QuantityField(required=False)
    level = OneOf(Level, LEVELS, required=False)
    certainty = CertaintyField(required=False)
    hours_lost = CountField(required=False)
    sales_lost = YenField(required=False)
    reason = OneOf(Reason, REASONS, required=False)
    note = forms.CharField(max_length=400, required=False)

    def __init__(self, cells: Mapping[str, str], *, need: Need) -> None:
        super().__init__(dict(cells))
        self.need = need
        asked = PRICED_COLUMNS if need.asks_price else BURDEN_COLUMNS
        self.fields = {name: field for name, field in self.fields.items() if name in asked}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("quantity"):
            try:
                given["quantity"] = in_units(given["quantity"], self.need.thing)
            except ValidationError as error:
                self.add_error("quantity", error)
        refuses = given.get("level") == Level.REFUSES
        if refuses and given.get("price") is not None:
            self.add_error("price", _("Leave it empty where they would not buy it."))
        if given.get("reason") and given.get("level") not in {None, "", Level.REFUSES}:
            self.add_error("reason", _("Leave it empty where they would buy it."))
        if refuses and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why they would not buy it."))
        return given

    def words(self) -> Words:
        given = self.cleaned_data
        refuses = given.get("reason") and given.get("price") is None
        return Words(
            level=Level.REFUSES if refuses else given.get("level") or Level.WOULD_BUY,
            cap=given.get("price"),
            quantity=None if refuses else given.get("quantity"),
            certainty=given.get("certainty"),
            hours_lost=given.get("hours_lost"),
            sales_lost=given.get("sales_lost"),
            reason=given.get("reason", ""),
            note=given.get("note", ""),
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in which row and column, and how to mend it."""

    row: int
    column: "str | Promise"
    sentence: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a file would do. `passed_over` counts rows that name somebody and answer nothing."""

    entries: list[Entry]
    problems: list[Problem]
    passed_over: int


def known_heads() -> dict[str, str]:
    """Give the column of each name that people use, the template's in both languages among them."""
    heads = {head(name): column.value for column, names in HEADS.items() for name in names}
    for language in ("ja", "en"):
        with override(language):
            heads |= {head(str(column.label)): column.value for column in Column}
    return heads


def dry_run(answer_file: AnswerFile, seats: Sequence[reads.Seat]) -> DryRun:
    """Read every row, and say in words what is wrong with each. One query.

    Raises: confinement's Refused where there is no table of answers in it.
    """
    rows = records(answer_file.rows or [], known_heads())
    answered = [row for row in rows if any(row.cells.get(c) for c in set(Column) - set(IDENTITY))]
    people = People([seat.mandate for seat in seats])
    problems: list[Problem] = []
    entries: list[Entry] = []
    for record in answered:
        form = RowForm(record.cells, need=answer_file.need)
        mandate = people.find(record, problems)
        problems += _problems_of(form, record)
        if mandate and form.is_valid():
            entries.append(Entry(record.row, mandate, form.words()))
    problems += _twice(entries)
    problems += _own(entries, answer_file)
    problems.sort(key=lambda problem: problem.row)
    return DryRun(entries, problems, len(rows) - len(answered))


class People:
    """Those who may be answered for, by code and by name."""

    def __init__(self, mandates: Sequence[Mandate]) -> None:
        self.by_code: dict[str, Mandate] = {}
        self.by_name: defaultdict[str, list[Mandate]] = defaultdict(list)
        for mandate in mandates:
            organisation = mandate.operation.organisation
            self.by_code[organisation.slug] = mandate
            self.by_name[plain(organisation.name)].append(mandate)

    def find(self, record: Record, problems: list[Problem]) -> Mandate | None:
        """Find whose row it is, or note why nobody's."""
        code, name, place = (plain(record.cells.get(column, "")) for column in IDENTITY)
        if code:
            if code in self.by_code:
                return self.by_code[code]
            sentence = _("Nobody who lets you answer this need has this code. Look it up again.")
            problems.append(Problem(record.row, Column.CODE.label, sentence))
            return None
        found = self.by_name.get(name, [])
        if place and len(found) > 1:
            found = [one for one in found if plain(one.operation.municipality) == place]
        if len(found) == 1 and place in {"", plain(found[0].operation.municipality)}:
            return found[0]
        problems.append(Problem(record.row, Column.NAME.label, _unclear(name, len(found))))
        return None


def _unclear(name: str, count: int) -> str:
    if not name:
        return _("Write whose answer it is: a code or a name.")
    if count > 1:
        return _("Several have this name. Write the code as well.")
    return _(
        "Nobody of this name and place lets you answer this need. Write it as on the list, "
        "or register the member first."
    )


def _problems_of(form: RowForm, record: Record) -> Iterator[Problem]:
    for name, sentences in form.errors.items():
        for sentence in sentences:
            yield Problem(record.row, Column(name).label, str(sentence))


def _twice(entries: Sequence[Entry]) -> Iterator[Problem]:
    first: dict[int, int] = {}
    for entry in entries:
        row = first.setdefault(entry.mandate.pk, entry.row)
        if row != entry.row:
            sentence = _("Row %(row)s is of the same member. Delete one of the two.")
            yield Problem(entry.row, Column.NAME.label, sentence % {"row": row})


def _own(entries: Sequence[Entry], answer_file: AnswerFile) -> Iterator[Problem]:
    operations = {entry.mandate.operation_id for entry in entries}
    own = reads.spoke_for_themselves(answer_file.need, answer_file.agent, operations)
    for entry in entries:
        if entry.mandate.operation_id in own:
            sentence = _("Delete the row: %(why)s") % {"why": OwnAnswerStands.detail}
            yield Problem(entry.row, Column.NAME.label, sentence)
