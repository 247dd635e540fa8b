"""A table in text becomes Parquet: streamed, typed by all of its rows, nothing lost unsaid."""

import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasets.intake.arithmetic.cells import MISSING, fit
from datasets.intake.arithmetic.headers import Header
from datasets.intake.arithmetic.row_groups import RowGroups
from datasets.intake.arithmetic.texts import BLOCK, Report, as_utf8
from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    import pyarrow as pa

# Names that people give to the column that says what a row is.
LABEL_NAME = re.compile(
    r"class|label|target|variety|cultivar|species|病名|品種|等級|ラベル|判定|種別", re.IGNORECASE
)
MOST_CLASSES = 100
FEW_CLASSES = 20  # for a column whose name does not tell
# More rows of the wrong width than this share, and it is not this table.
MOST_DROPPED_SHARE = 0.1
MOST_DROPPED_NAMED = 100
BYTES_PER_COLUMN = 1024

# By name; None as long as nothing but missing cells was seen.
type Types = dict[str, "pa.DataType | None"]


@dataclass(slots=True)
class Account:
    """What came in and what went out."""

    rows_read: int = 0
    rows_written: int = 0
    dropped: list[dict[str, int]] = field(default_factory=list)

    @property
    def dropped_count(self) -> int:
        return self.rows_read - self.rows_written


def convert(request: dict[str, Any], *, report: Report) -> dict[str, Any]:
    """Convert the text table at `source` to Parquet at `target`.

    The request names `source`, `target`, `encoding` and `delimiter`; a scratch copy in UTF-8
    lies beside the target while it is needed. Returns columns (name, type, original name),
    counts of rows read, written and dropped with their lines, the encoding, how many lines
    stood before the header, and the column that looks like the label.
    Raises: Refused.
    """
    source, target = Path(request["source"]), Path(request["target"])
    scratch = target.with_suffix(".txt")
    text, encoding = as_utf8(source, scratch, request["encoding"], _from_to(report, 0, 0.2))
    header = Header.find(text, request["delimiter"])
    account, types = write(text, target, header, _from_to(report, 0.2, 1))
    scratch.unlink(missing_ok=True)
    return {
        "encoding": encoding,
        "preamble_lines": header.line,
        "columns": [
            {"name": name, "original": original, "type": str(types[name] or "string")}
            for name, original in zip(header.names, header.originals, strict=True)
        ],
        "rows_read": account.rows_read,
        "rows_written": account.rows_written,
        "dropped": account.dropped,
        "dropped_count": account.dropped_count,
        "label_column": likely_label(target, header.names),
    }


def _from_to(report: Report, start: float, end: float) -> Report:
    """Report the progress of one stretch of the way."""
    return lambda share: report(start + share * (end - start))


def write(text: Path, target: Path, header: Header, report: Report) -> tuple[Account, Types]:
    """Write the rows to Parquet, each column with the narrowest type that all of them have.

    What the first rows show is tried at once. Only where a later one widens a type is the
    table written again, and no more than once: by then all rows have been seen.
    Raises: Refused where there are no rows, too many of another width, or one too long.
    """
    types: Types = dict.fromkeys(header.names)
    for start in (0.0, 0.5):
        account, groups = Account(), RowGroups(target)
        with groups:
            batches = _batches(text, header, account, _from_to(report, start, start + 0.5))
            for batch in ahead(_typed(batch, types) for batch in ahead(batches)):
                groups.add(batch)
        _refuse_ruins(account)
        if groups.fit:
            break
    return account, types


def _typed(batch: "pa.RecordBatch", types: Types) -> "pa.RecordBatch":
    """Give cells of text their types, widening these where the cells ask for it."""
    import pyarrow as pa

    columns = []
    for name in batch.schema.names:
        types[name], column = fit(batch.column(name), types[name])
        columns.append(column)
    return pa.record_batch(columns, batch.schema.names)


def _refuse_ruins(account: Account) -> None:
    """Refuse a table of which little or nothing is left. Raises: Refused."""
    if not account.rows_written:
        raise Refused(Code.NO_ROWS)
    if account.dropped_count > MOST_DROPPED_SHARE * account.rows_read:
        raise Refused(Code.RAGGED, f"row {account.dropped[0]['row']}" if account.dropped else "")


def _batches(
    text: Path, header: Header, account: Account, report: Report
) -> Iterator["pa.RecordBatch"]:
    """Stream the rows below the header as text, leaving out those of another width.

    Raises: Refused where a row has no end, as a quote that is never closed makes it.
    """
    import pyarrow as pa

    def leave_out(row: Any) -> str:
        # A quote that never closes swallows the lines below: they are left out with it.
        account.rows_read += 1 + row.text.rstrip().count("\n")
        if len(account.dropped) < MOST_DROPPED_NAMED:
            account.dropped.append({"cells": row.actual_columns, "row": row.number or 0})
        return "skip"

    size = max(text.stat().st_size, 1)
    with text.open("rb") as file:
        try:
            for batch in _reader(file, header, leave_out):
                account.rows_read += batch.num_rows
                account.rows_written += batch.num_rows
                yield batch
                report(min(file.tell() / size, 1.0))
        except pa.ArrowInvalid:
            row = header.first_row + account.rows_read + 1
            raise Refused(Code.LONG_LINE, f"row {row}") from None


def _reader(file: Any, header: Header, leave_out: Callable[[Any], str]) -> Any:
    """Open the text below the header, every cell a text."""
    import pyarrow.csv as pc

    return pc.open_csv(
        file,
        read_options=pc.ReadOptions(
            use_threads=False,
            # Many columns come in longer blocks: each block costs some calls per column.
            block_size=max(BLOCK, BYTES_PER_COLUMN * len(header.names)),
            skip_rows=header.first_row,
            column_names=list(header.names),
        ),
        parse_options=pc.ParseOptions(
            delimiter=header.delimiter, newlines_in_values=True, invalid_row_handler=leave_out
        ),
        convert_options=pc.ConvertOptions(
            column_types=dict.fromkeys(header.names, "string"),
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            null_values=MISSING,
        ),
    )


def likely_label(parquet: Path, names: tuple[str, ...]) -> str:
    """Name the column that looks like the label: by its name, else the last with few values."""
    sample = _sample(parquet)
    most = min(MOST_CLASSES, max(2, sample.num_rows // 2))
    kinds = {
        name: len(sample.column(name).unique())
        for name in names
        if str(sample.schema.field(name).type) in {"string", "int64", "bool"}
    }
    few = [name for name, count in kinds.items() if 1 < count <= most]
    named = [name for name in few if LABEL_NAME.search(name)]
    texts = [
        name
        for name in few
        if str(sample.schema.field(name).type) == "string" and kinds[name] <= FEW_CLASSES
    ]
    return (named or texts[-1:] or [""])[0]


def _sample(parquet: Path) -> "pa.Table":
    """Read the rows at the start, in the middle and at the end: many tables are sorted."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(parquet)
    last = file.num_row_groups - 1
    return file.read_row_groups(sorted({0, last // 2, last}))


def preview(parquet: Path, rows: int = 10) -> list[dict[str, Any]]:
    """Read the first rows as JSON takes them."""
    import pyarrow.parquet as pq

    first = next(pq.ParquetFile(parquet).iter_batches(rows), None)
    found = first.to_pylist() if first is not None else []
    as_json: list[dict[str, Any]] = json.loads(json.dumps(found, default=str))
    return as_json


def ahead[T](items: Iterator[T]) -> Iterator[T]:
    """Prepare each item in a thread while the one before it is used."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item
