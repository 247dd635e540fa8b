"""Experts' judgements of cases, with their reasons: who saw what in which case, and how sure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from datasets.measures.arithmetic.agreement import UNLABELLED, NothingInCommon, agreement

BATCH_ROWS = 20_000
# Judgements are made by people, one by one: more rows than these are counted, not compared.
MOST_ROWS = 200_000
MOST_CLASSES = 200
SEVERAL = 2
# Names as people write them at the head of a column.
NUMBERED = r"(_?(id|no|number|番号|名))?$"
PATTERNS = {
    "case": r"^(case|item|subject|photo|image|事例|症例|対象|案件|写真)" + NUMBERED,
    "judgement": r"^(judge?ment|verdict|decision|diagnosis|assessment|判断|判定|見立て|診断)"
    + NUMBERED,
    "reason": r"^(reasons?|rationale|why|because|理由|根拠|わけ|決め手)$",
    "who": r"^(who|expert|judge|rater|annotator|判断者|判定者|診断者|専門家|評価者)" + NUMBERED,
    "confidence": r"^(confidence|certainty|確信度|自信|確度)$",
}


class Columns(NamedTuple):
    """Which column says what; who and how sure may be left out, and are "" then."""

    case: str
    judgement: str
    reason: str
    who: str
    confidence: str


def find_columns(names: Sequence[str]) -> Columns | None:
    """Tell whether a table holds judgements: it has a case, a judgement and a reason."""

    def named(pattern: str) -> str:
        return next((name for name in names if re.search(pattern, name, re.IGNORECASE)), "")

    found = Columns(**{what: named(pattern) for what, pattern in PATTERNS.items()})
    return found if all((found.case, found.judgement, found.reason)) else None


@dataclass(slots=True)
class _Count:
    """What has been counted so far. `said` holds, for each case, who judged it as what."""

    said: dict[Any, dict[Any, str]] = field(default_factory=lambda: defaultdict(dict))
    classes: Counter[str] = field(default_factory=Counter)
    sure: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    reason_count: int = 0
    row_count: int = 0

    def add(self, row: dict[str, Any], columns: Columns) -> None:
        case, judgement = row[columns.case], row[columns.judgement]
        self.row_count += 1
        if case is None or judgement is None:
            return
        # Whoever judges a case twice has thought again: the later word counts.
        who = row[columns.who] if columns.who else None
        self.said[case][self.row_count if who is None else ("person", who)] = str(judgement)
        self.classes[str(judgement)] += 1
        self.reason_count += bool(str(row[columns.reason] or "").strip())
        confidence = row[columns.confidence] if columns.confidence else None
        if isinstance(confidence, int | float) and np.isfinite(confidence):
            self.sure[str(judgement)].append(float(confidence))


def judgements(parquet: Path) -> dict[str, Any] | None:
    """Count a table's judgements by case, class and person, and tell how far people agree.

    None where the table holds none. All figures are exact over `rows_covered`; agreement is
    Krippendorff's alpha with a bootstrap over cases, None where no case has two people.
    """
    import pyarrow.parquet as pq

    file = pq.ParquetFile(parquet)
    columns = find_columns(file.schema_arrow.names)
    if columns is None:
        return None
    counted = _Count()
    for row in _rows(file, columns):
        counted.add(row, columns)
    return {
        "columns": columns._asdict(),
        "exact": True,
        "rows": file.metadata.num_rows,
        "rows_covered": counted.row_count,
        "judgement_count": counted.classes.total(),
        "reason_count": counted.reason_count,
        **_of_cases(counted, has_people=bool(columns.who)),
        "classes": _of_classes(counted),
    }


def _rows(file: Any, columns: Columns) -> Iterator[dict[str, Any]]:
    left = MOST_ROWS
    for batch in file.iter_batches(BATCH_ROWS, columns=[*filter(None, columns)], use_threads=False):
        yield from batch.slice(0, left).to_pylist()
        left -= batch.num_rows
        if left <= 0:
            return


def _of_cases(counted: _Count, *, has_people: bool) -> dict[str, Any]:
    """Tell how many judged each case, in how many they differ, and how far they agree."""
    per_case = [len(each) for each in counted.said.values()]
    people = {who for said in counted.said.values() for who in said if isinstance(who, tuple)}
    several = [said for said in counted.said.values() if len(said) >= SEVERAL]
    return {
        "case_count": len(per_case),
        "per_case": {
            "mean": sum(per_case) / len(per_case) if per_case else None,
            "most": max(per_case, default=None),
            "several_count": len(several),
        },
        "person_count": len(people) if has_people else None,
        "contested_case_count": sum(len(set(said.values())) > 1 for said in several),
        "agreement": _agreement(several, len(people)) if has_people else None,
    }


def _agreement(several: list[dict[Any, str]], person_count: int) -> dict[str, Any] | None:
    names = {name: place for place, name in enumerate(sorted({*_said(several)}))}
    if not several or len(names) > MOST_CLASSES:
        return None
    # Alpha counts how often each class was said of a case, not by whom: people need no column.
    table = np.full((len(several), max(map(len, several))), UNLABELLED)
    for case, said in enumerate(several):
        table[case, : len(said)] = [names[each] for each in said.values()]
    try:
        found = agreement(table.tolist())
    except NothingInCommon:
        return None
    numbers = {name: round(getattr(found, name), 4) for name in ("alpha", "low", "high", "ceiling")}
    return {**numbers, "case_count": found.unit_count, "person_count": person_count}


def _said(several: list[dict[Any, str]]) -> Iterator[str]:
    return (each for said in several for each in said.values())


def _of_classes(counted: _Count) -> list[dict[str, Any]]:
    """Tell how often each judgement was made, in how many cases, and how sure people were."""
    cases = Counter(each for said in counted.said.values() for each in set(said.values()))
    return [
        {
            "judgement": name,
            "count": count,
            "case_count": cases[name],
            "confidence_mean": float(np.mean(sure)) if (sure := counted.sure[name]) else None,
        }
        for name, count in counted.classes.most_common(MOST_CLASSES)
    ]
