"""Predictions as developers send them: CSV or JSON lines with sealed_id, prediction, score."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any
from unicodedata import normalize

from marketplace.offers.arithmetic.detection import Found

ID, PREDICTION, SCORE = ("sealed_id", "id"), "prediction", "score"


class Unreadable(ValueError):
    """The file cannot be taken. `why` is a stable word, `where` the line or the number meant."""

    def __init__(self, why: str, where: str = "") -> None:
        super().__init__(why, where)
        self.why, self.where = why, where


@dataclass(frozen=True, slots=True)
class Predictions:
    """In the order of the sealed rows. `scores` is empty where the file has none."""

    words: tuple[str, ...]
    scores: tuple[float, ...]


def read(content: bytes, count: int) -> Predictions:
    """Read one prediction for each sealed row, 1 to `count`, in any order. Raises: Unreadable."""
    found: dict[int, tuple[str, float | None]] = {}
    for line, row in _rows(content):
        key = _key(row, line)
        if not 1 <= key <= count:
            raise Unreadable("unknown", str(key))
        if key in found:
            raise Unreadable("twice", str(key))
        found[key] = (_prediction(row, line), _score(row, line))
    missing = next((key for key in range(1, count + 1) if key not in found), None)
    if missing is not None:
        raise Unreadable("missing", str(missing))
    return _in_order(found, count)


def read_boxes(content: bytes, count: int) -> list[Found]:
    """Read boxes in the pictures 1 to `count`, as many as there are, in pictures from 0.

    Each names its class as its prediction; without a score it is sure. Units: pixels.
    Raises: Unreadable.
    """
    found = []
    for line, row in _rows(content):
        key = _key(row, line)
        if not 1 <= key <= count:
            raise Unreadable("unknown", str(key))
        told, score = _prediction(row, line), _score(row, line)
        found.append(Found(key - 1, told, _box(row, line), 1.0 if score is None else score))
    return found


def _box(row: dict[str, Any], line: int) -> tuple[float, float, float, float]:
    try:
        x, y, width, height = (float(row[side]) for side in ("x", "y", "width", "height"))
    except (KeyError, TypeError, ValueError):
        raise Unreadable("box", str(line)) from None
    if not all(map(isfinite, (x, y, width, height))) or width <= 0 or height <= 0:
        raise Unreadable("box", str(line))
    return x, y, width, height


def spelled(value: Any) -> str:
    """Write a label so that one meaning has one spelling: 1 and 1.0, Ａ and a."""
    text = normalize("NFKC", str(value)).strip()
    try:
        number = float(text)
    except ValueError:
        return text.lower()
    return str(int(number)) if isfinite(number) and number.is_integer() else repr(number)


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("encoding") from None
    return _lines(text) if text.lstrip().startswith("{") else _cells(text)


def _in_order(found: dict[int, tuple[str, float | None]], count: int) -> Predictions:
    ordered = [found[key] for key in range(1, count + 1)]
    scores = [score for _word, score in ordered if score is not None]
    if scores and len(scores) < count:
        raise Unreadable("scores")
    return Predictions(tuple(word for word, _score in ordered), tuple(scores))


def _lines(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, written in enumerate(text.splitlines(), 1):
        if not written.strip():
            continue
        try:
            row = json.loads(written)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise Unreadable("line", str(line))
        yield line, row


def _cells(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    try:
        names = [(name or "").strip().lower() for name in rows.fieldnames or ()]
        rows.fieldnames = names
        yield from ((rows.line_num, row) for row in rows)
    except csv.Error:
        raise Unreadable("line", str(rows.line_num)) from None


def _key(row: dict[str, Any], line: int) -> int:
    written = next((row[name] for name in ID if row.get(name) not in {None, ""}), None)
    try:
        number = float(str(written))
        if number.is_integer():
            return int(number)
    except (ValueError, OverflowError):
        pass
    raise Unreadable("id", str(line))


def _prediction(row: dict[str, Any], line: int) -> str:
    written = row.get(PREDICTION)
    if written is None or isinstance(written, (dict, list)) or not str(written).strip():
        raise Unreadable("prediction", str(line))
    return spelled(written)


def _score(row: dict[str, Any], line: int) -> float | None:
    written = row.get(SCORE)
    if written is None or written == "":
        return None
    try:
        number = float(written)
    except (TypeError, ValueError):
        number = float("nan")
    if not isfinite(number):
        raise Unreadable("score", str(line))
    return number
