"""A table in text becomes Parquet: streamed, typed by all of its rows, nothing lost unsaid."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasets.intake.arithmetic.cells import MISSING, cast_to, evened, holds
from datasets.intake.arithmetic.refusal import Code, Refused
from datasets.intake.arithmetic.texts import BLOCK, LONGEST_LINE, Header, Report, transcode

if TYPE_CHECKING:
    import pyarrow as pa

LONGEST_CELL = 4 * LONGEST_LINE  # bytes
ROW_GROUP = 20_000
# Names that people give to the column that says what a row is.
LABEL_NAME = re.compile(
    r"class|label|target|variety|cultivar|species|病名|品種|等級|ラベル|判定|種別", re.IGNORECASE
)
MOST_CLASSES = 100
FEW_CLASSES = 20  # for a column whose name does not tell
# More rows of the wrong width than this share, and it is not this table.
MOST_DROPPED_SHARE = 0.1
MOST_DROPPED_NAMED = 100


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

    The request names `source`, `target`, `encoding` and `delimiter`; the scratch copy
    in UTF-8 lies beside the target. Returns columns (name, type, original name), counts
    of rows read, written and dropped with their lines, the encoding, how many lines
    stood before the header, and the column that looks like the label.
    Raises: Refused.
    """
    source, target = Path(request["source"]), Path(request["target"])
    text = target.with_suffix(".txt")
    encoding = transcode(source, text, request["encoding"], lambda share: report(share * 0.3))
    header = Header.find(text, request["delimiter"])
    types = column_types(text, header, lambda share: report(0.3 + share * 0.3))
    account = write(text, target, header, types, lambda share: report(0.6 + share * 0.4))
    text.unlink()
    return {
        "encoding": encoding,
        "preamble_lines": header.line,
        "columns": [
            {"name": name, "original": original, "type": str(types[name])}
            for name, original in zip(header.names, header.originals, strict=True)
        ],
        "rows_read": account.rows_read,
        "rows_written": account.rows_written,
        "dropped": account.dropped,
        "dropped_count": account.dropped_count,
        "label_column": likely_label(target, header.names),
    }


def _batches(
    text: Path, header: Header, account: Account, report: Report
) -> Iterator["pa.RecordBatch"]:
    """Stream the rows below the header as text, leaving out those of another width.

    Raises: Refused where it cannot be cut into rows: a quote was opened and never closed.
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
                yield batch
                report(min(file.tell() / size, 1.0))
        except pa.ArrowInvalid:
            raise Refused(Code.RAGGED, f"row {account.rows_read + 1}") from None


def _reader(file: Any, header: Header, leave_out: Callable[[Any], str]) -> Any:
    """Open the text below the header, every cell a text."""
    import pyarrow.csv as pc

    return pc.open_csv(
        file,
        read_options=pc.ReadOptions(
            use_threads=False,
            block_size=BLOCK,
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


def column_types(text: Path, header: Header, report: Report) -> dict[str, "pa.DataType"]:
    """Give each column the narrowest type that all of its rows have.

    Raises: Refused where there are no rows, too many of another width, or a cell too long.
    """
    import pyarrow as pa

    candidates = [pa.int64(), pa.float64(), pa.bool_(), pa.date32(), pa.timestamp("us")]
    possible = {name: list(candidates) for name in header.names}
    seen = dict.fromkeys(header.names, False)
    account = Account()
    for batch in _counted(_batches(text, header, account, report), account):
        for name in header.names:
            _refuse_long(batch.column(name), account)
            column = evened(batch.column(name))
            if column.null_count < len(column):
                seen[name] = True
                possible[name] = [each for each in possible[name] if holds(column, each)]
    if not account.rows_written:
        raise Refused(Code.NO_ROWS)
    if account.dropped_count > MOST_DROPPED_SHARE * account.rows_read:
        raise Refused(Code.RAGGED, f"row {account.dropped[0]['row']}" if account.dropped else "")
    return {
        name: possible[name][0] if seen[name] and possible[name] else pa.string()
        for name in header.names
    }


def _refuse_long(column: "pa.Array", account: Account) -> None:
    """Refuse a cell with the rest of the file in it: its quote never closed. Raises: Refused."""
    import pyarrow.compute as pc

    if (pc.max(pc.binary_length(column)).as_py() or 0) > LONGEST_CELL:
        raise Refused(Code.LONG_LINE, f"row {account.rows_read}")


def _counted(batches: Iterator["pa.RecordBatch"], account: Account) -> Iterator["pa.RecordBatch"]:
    for batch in batches:
        account.rows_written += batch.num_rows
        yield batch


def write(
    text: Path, target: Path, header: Header, types: dict[str, "pa.DataType"], report: Report
) -> Account:
    """Write the rows to Parquet: groups of 20,000, a page index, zstd."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    account = Account()
    schema = pa.schema([(name, types[name]) for name in header.names])
    with pq.ParquetWriter(
        target, schema, compression="zstd", write_page_index=True, version="2.6"
    ) as writer:
        waiting: list[pa.RecordBatch] = []
        for batch in _counted(_batches(text, header, account, report), account):
            waiting.append(
                pa.record_batch(
                    [_typed(batch.column(name), types[name]) for name in header.names], schema
                )
            )
            if sum(each.num_rows for each in waiting) >= ROW_GROUP:
                waiting = _flush(writer, waiting, whole_groups=True)
        _flush(writer, waiting, whole_groups=False)
    return account


def _typed(column: "pa.Array", wanted: "pa.DataType") -> "pa.Array":
    import pyarrow as pa

    return column if pa.types.is_string(wanted) else cast_to(evened(column), wanted)


def _flush(
    writer: Any, waiting: list["pa.RecordBatch"], *, whole_groups: bool
) -> list["pa.RecordBatch"]:
    """Write row groups, and give back the rows that do not fill one yet."""
    import pyarrow as pa

    if not waiting:
        return []
    table = pa.Table.from_batches(waiting)
    ready = table.num_rows - table.num_rows % ROW_GROUP if whole_groups else table.num_rows
    writer.write_table(table.slice(0, ready), row_group_size=ROW_GROUP)
    rest: list[pa.RecordBatch] = table.slice(ready).to_batches()
    return rest


def likely_label(parquet: Path, names: tuple[str, ...]) -> str:
    """Name the column that looks like the label: by its name, else the last with few values."""
    import pyarrow.parquet as pq

    table = pq.ParquetFile(parquet).read_row_group(0)
    few = [
        name
        for name in names
        if 1 < len(table.column(name).unique()) <= min(MOST_CLASSES, max(2, table.num_rows // 2))
        and str(table.schema.field(name).type) in {"string", "int64", "bool"}
    ]
    named = [name for name in few if LABEL_NAME.search(name)]
    texts = [
        name
        for name in few
        if str(table.schema.field(name).type) == "string"
        and len(table.column(name).unique()) <= FEW_CLASSES
    ]
    return (named or texts[-1:] or [""])[0]


def preview(parquet: Path, rows: int = 10) -> list[dict[str, Any]]:
    """Read the first rows as JSON takes them."""
    import pyarrow.parquet as pq

    first = next(pq.ParquetFile(parquet).iter_batches(rows), None)
    found = first.to_pylist() if first is not None else []
    as_json: list[dict[str, Any]] = json.loads(json.dumps(found, default=str))
    return as_json
