"""What is shown of a need alone, by pages and API."""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.db.models import Field, TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from demand.needs.arithmetic.acceptance import Criterion, Metric, criterion
from demand.needs.arithmetic.summary import Subject, summary
from demand.needs.models import Edit, Need
from demand.needs.vocabulary import Task, Thing
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.pages import wording


def in_english(need: Need) -> str:
    """Put a need into English from its fields. No query."""
    return summary(
        Subject(
            kind=need.kind,
            sector=_english(Sector(need.sector)),
            product=need.product,
            prefecture=_english(Prefecture(need.prefecture)),
            tasks=[_english(Task(task)) for task in need.tasks],
            hits=need.acceptance_hits,
            trials=need.acceptance_trials,
            rungs=need.rungs,
            unit=_english_unit(need.thing, need.period) if need.period else "",
            wanted_by=_english_day(need.open_until) if need.open_until else "",
        )
    )


# Kept, since a list of fifty asks for the same few words again and again.
@cache
def _english(choice: TextChoices) -> str:
    with translation.override("en"):
        return str(choice.label)


@cache
def _english_unit(thing: str, period: str) -> str:
    with translation.override("en"):
        return wording.unit(str(Thing(thing).label), period)


def _english_day(on: date) -> str:
    with translation.override("en"):
        return wording.day(on)


def acceptance(need: Need) -> Criterion | None:
    """Give what good enough means as a measure and a threshold; None if it was not said."""
    if need.acceptance_hits is None or need.acceptance_trials is None:
        return None
    return criterion(
        kind=need.kind,
        tasks=need.tasks,
        hits=need.acceptance_hits,
        trials=need.acceptance_trials,
    )


def acceptance_sentence(asked: Criterion, *, hits: int, trials: int) -> str:
    """Say a criterion in the language of the page: what is counted, and how often."""
    counted = {
        Metric.SUCCESS_RATE: _("Tries that succeed from end to end, without a cut"),
        Metric.FIELD_ACCURACY: _("Fields that need no correction"),
        Metric.HIT_RATE: _("Forecasts that come true"),
        Metric.ACCURACY: _("Judgements that are right"),
    }[asked.metric]
    words = {"counted": counted, "often": wording.times(hits, trials)}
    return _("%(counted)s: at least %(often)s") % words


def acceptance_document(need: Need) -> dict[str, Any] | None:
    """Give the criterion for programs, with its sentence in both languages."""
    asked = acceptance(need)
    if asked is None or need.acceptance_hits is None or need.acceptance_trials is None:
        return None
    japanese, english = _statements(asked, need.acceptance_hits, need.acceptance_trials)
    return {
        "metric": asked.metric.value,
        "threshold": asked.threshold,
        "proof_trials": asked.proof_trials,
        "statement": {"ja": japanese, "en": english},
    }


@lru_cache(maxsize=1_000)
def _statements(asked: Criterion, hits: int, trials: int) -> tuple[str, str]:
    with translation.override("ja"):
        japanese = acceptance_sentence(asked, hits=hits, trials=trials)
    with translation.override("en"):
        return japanese, acceptance_sentence(asked, hits=hits, trials=trials)


def proof_sentence(asked: Criterion) -> str:
    if asked.proof_trials is None:
        return ""
    return ngettext(
        "%(shown)s trial without a failure would show it.",
        "%(shown)s trials without a failure would show it.",
        asked.proof_trials,
    ) % {"shown": wording.number(asked.proof_trials)}


@dataclass(frozen=True, slots=True)
class Altered:
    """One field of a need as it was and as it became, in words."""

    label: str
    before: str
    after: str


def history(need: Need) -> list[tuple[Edit, list[Altered]]]:
    """List what the poster changed, the newest first. One query."""
    return [
        (edit, [_altered(name, values) for name, values in edit.fields.items()])
        for edit in need.edits.order_by("-at", "-id")
    ]


def _altered(name: str, values: dict[str, Any]) -> Altered:
    return Altered(
        label=str(_field(name).verbose_name),
        before=_in_words(name, values["before"]),
        after=_in_words(name, values["after"]),
    )


def _in_words(name: str, value: Any) -> str:
    if value in (None, "", []):
        return _("nothing")
    if name == "rungs":
        return ", ".join(wording.yen(price) for price in value)
    if name == "tasks":
        return ", ".join(str(Task(task).label) for task in value)
    if name == "open_until":
        return wording.day(date.fromisoformat(value))
    return str(dict(_field(name).flatchoices).get(value, value))


def _field(name: str) -> "Field[Any, Any]":
    field = Need._meta.get_field(name)  # noqa: SLF001  Django's own way to its columns
    assert isinstance(field, Field)  # noqa: S101  only columns are edited
    return field
