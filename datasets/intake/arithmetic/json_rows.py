"""The rows of a JSON: a line each, or the items of one list; nested values stay JSON."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from datasets.intake.arithmetic.account import Account
from datasets.intake.arithmetic.cell_batches import batches_of
from datasets.intake.arithmetic.headers import MOST_COLUMNS, Header
from datasets.intake.arithmetic.identity import Kind
from datasets.intake.arithmetic.labels.coco import COCO_KEYS
from datasets.intake.arithmetic.labels.jsons import events_of, items_of
from datasets.intake.arithmetic.labels.label_studio import SIGNS
from datasets.intake.arithmetic.reading import Reading
from datasets.intake.arithmetic.texts import Report, as_utf8
from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class JsonRows:
    """Objects, each a row; the columns are all keys that any of them has, as they come."""

    text: Path
    kind: Kind
    header: Header
    encoding: str
    is_typed = False
    sheet = ""
    sheets = ()

    @classmethod
    def open(cls, request: dict[str, Any], _reading: Reading, report: Report) -> Self:
        """Check the text, and look through all rows for their keys. Raises: Refused."""
        scratch, kind = Path(request["target"]).with_suffix(".txt"), Kind(request["kind"])
        source = Path(request["source"])
        text, encoding = source, "utf-8"
        if kind == Kind.JSON_LINES:
            text, encoding = as_utf8(source, scratch, request["encoding"], report)
        keys: dict[str, None] = {}
        for _row, found in _objects(text, kind):
            keys |= dict.fromkeys(found)
            if len(keys) > MOST_COLUMNS:
                raise Refused(Code.MANY_COLUMNS, f"{len(keys):,}")
        if not keys:
            raise Refused(Code.NO_ROWS)
        names = tuple(keys)
        return cls(text, kind, Header(0, 0, "", names, names), encoding)

    def batches(self, account: Account, report: Report) -> Iterator["pa.RecordBatch"]:
        names = self.header.names
        rows = (
            [_text(row.get(name)) for name in names] for _n, row in _objects(self.text, self.kind)
        )
        for batch in batches_of(rows, names):
            account.rows_read += batch.num_rows
            yield batch


def _objects(text: Path, kind: Kind) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give each row with its number, from 1. Raises: Refused, with where."""
    found = _lines(text) if kind == Kind.JSON_LINES else _list(text)
    for number, row in found:
        if not isinstance(row, dict):
            raise Refused(Code.JSON, f"row {number}")
        yield number, row


def _lines(text: Path) -> Iterator[tuple[int, Any]]:
    with text.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield number, json.loads(line, parse_constant=lambda _name: None)
            except RecursionError:
                raise Refused(Code.DEEP, f"line {number}") from None
            except ValueError:
                raise Refused(Code.JSON, f"line {number}") from None


def _list(text: Path) -> Iterator[tuple[int, Any]]:
    """Read the items of a list. Labels of pictures without these are no rows."""
    with text.open("rb") as file:
        start = file.read(64)
        file.seek(3 if start.startswith(b"\xef\xbb\xbf") else 0)
        if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            raise Refused(_why_no_rows(file))
        for number, row in enumerate(items_of(file, "item"), start=1):
            if number == 1 and isinstance(row, dict) and SIGNS & set(row):
                raise Refused(Code.NO_MEDIA)
            yield number, row


def _why_no_rows(file: Any) -> Code:
    import ijson

    keys = set()
    try:
        for prefix, kind, value in events_of(file):
            if kind == "map_key" and not prefix:
                keys.add(value)
                if keys >= COCO_KEYS:
                    return Code.NO_MEDIA
    except (ijson.JSONError, UnicodeDecodeError, OverflowError):
        return Code.JSON
    return Code.JSON


def _text(value: Any) -> str | None:
    match value:
        case None:
            return None
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
    return str(value)
