"""A table becomes Parquet: streamed, typed by all of its rows, nothing lost unsaid."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from datasets.intake.arithmetic.account import Account
from datasets.intake.arithmetic.cells import fit, forced
from datasets.intake.arithmetic.headers import Header, unit_of
from datasets.intake.arithmetic.identity import Kind
from datasets.intake.arithmetic.json_rows import JsonRows
from datasets.intake.arithmetic.parquet_rows import ParquetRows
from datasets.intake.arithmetic.people import number_people
from datasets.intake.arithmetic.reading import Reading, type_of
from datasets.intake.arithmetic.row_groups import RowGroups
from datasets.intake.arithmetic.sheet_rows import SheetRows
from datasets.intake.arithmetic.text_rows import TextRows
from datasets.intake.arithmetic.texts import Report
from datasets.intake.arithmetic.wording import LABEL_NAME
from datasets.library.arithmetic.ahead import ahead
from datasets.measures.arithmetic.judgements import find_columns
from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    import pyarrow as pa

MOST_CLASSES = 100
# So many of the first rows stand on the page of a version.
PREVIEW_ROWS = 10
FEW_CLASSES = 20  # for a column whose name does not tell
# More rows of the wrong width than this share, and it is not this table.
MOST_DROPPED_SHARE = 0.1

# By name; None as long as nothing but missing cells was seen.
type Types = dict[str, "pa.DataType | None"]

# Rows below a table that say something of it: sums, notes, sources.
FOOTER = re.compile(
    r"^((合計|総計|小計|計|平均|最大|最小)(\W|$)|注[)）:： \d]|注$|※|＊|出典|資料|備考|"
    r"(grand )?totals?|sum|average|mean|notes?|source)",
    re.IGNORECASE,
)
MOST_FOOTER_ROWS = 20


class Source(Protocol):
    """A table in whatever shape it came: its header, and its rows as often as asked.

    Unless `is_typed`, cells are text. `sheet` and `encoding` are empty where there is none.
    """

    @property
    def header(self) -> Header: ...
    @property
    def encoding(self) -> str: ...
    @property
    def sheet(self) -> str: ...
    @property
    def sheets(self) -> Sequence[str]: ...
    @property
    def is_typed(self) -> bool: ...
    def batches(self, account: Account, report: Report) -> Iterator["pa.RecordBatch"]: ...


SOURCES: dict[Kind, Callable[[dict[str, Any], Reading, Report], Source]] = {
    Kind.TEXT: TextRows.open,
    Kind.JSON_LINES: JsonRows.open,
    Kind.JSON: JsonRows.open,
    Kind.SPREADSHEET: SheetRows.open,
    Kind.PARQUET: ParquetRows.open,
}


def convert(request: dict[str, Any], *, report: Report) -> dict[str, Any]:
    """Convert the table at `source` to Parquet at `target`.

    The request names `source`, `target`, `kind`, for texts `encoding` and `delimiter`, and
    what the owner wants of the `reading`; a scratch copy in UTF-8 lies beside the target
    while it is needed. Returns columns (name, type, original name, unit), counts of rows
    read, written and dropped with their lines, the encoding, how many lines stood before
    the header, and the column that looks like the label.
    Raises: Refused.
    """
    target, reading = Path(request["target"]), Reading.from_record(request.get("reading"))
    source = SOURCES[Kind(request["kind"])](request, reading, _from_to(report, 0, 0.2))
    account, types = write(source, target, reading, _from_to(report, 0.2, 1))
    target.with_suffix(".txt").unlink(missing_ok=True)
    header = source.header
    time = time_column(target)
    label = reading.label
    judged = find_columns(header.names)
    if judged and label in {None, judged.judgement}:
        label = judged.judgement
        types |= _numbered(target, judged.who)
    elif label is None:
        label = likely_label(target, header.names, named_only=bool(time))
    return {
        "encoding": source.encoding,
        "sheet": source.sheet,
        "preamble_lines": header.line,
        "header_rows": header.depth,
        "columns": [
            {
                "name": name,
                "original": original,
                "type": str(types[name] or "string"),
                "unit": reading.units.get(name, unit_of(name)),
            }
            for name, original in zip(header.names, header.originals, strict=True)
        ],
        "label_column": label if label in header.names else "",
        "time_column": time,
        "holds_judgements": bool(judged) and label == (judged and judged.judgement),
        "sheets": list(source.sheets),
        "first_rows": header.sample,
        **account.as_record(),
    }


def _numbered(target: Path, who: str) -> Types:
    """Put numbers in place of the people who judged. Returns the type of their column."""
    import pyarrow as pa

    if not who:
        return {}
    number_people(target, who)
    return {who: pa.int64()}


def _from_to(report: Report, start: float, end: float) -> Report:
    """Report the progress of one stretch of the way."""
    return lambda share: report(start + share * (end - start))


def write(source: Source, target: Path, reading: Reading, report: Report) -> tuple[Account, Types]:
    """Write the rows to Parquet, each column with the narrowest type that all of them have.

    What the first rows show is tried at once. Only where a later one widens a type is the
    table written again, and no more than once: by then all rows have been seen.
    Raises: Refused where there are no rows, too many of another width, or one too long.
    """
    types: Types = dict.fromkeys(source.header.names)
    for start in (0.0, 0.5):
        account, groups = Account(), RowGroups(target)
        with groups:
            batches = source.batches(account, _from_to(report, start, start + 0.5))
            if not reading.keep_footer and not source.is_typed:
                batches = _without_footer(batches, account)
            typed = (_typed(batch, types, reading, account) for batch in ahead(batches))
            for batch in typed if source.is_typed else ahead(typed):
                account.rows_written += batch.num_rows
                groups.add(batch)
        _refuse_ruins(account)
        if groups.fit:
            break
    return account, types


def _without_footer(
    batches: Iterator["pa.RecordBatch"], account: Account
) -> Iterator["pa.RecordBatch"]:
    """Hold back the last rows, and leave out those that sum the others up or explain them."""
    held: pa.RecordBatch | None = None
    for batch in batches:
        if held is not None:
            yield held
        held = batch
    if held is None:
        return
    last_rows = held.slice(max(held.num_rows - MOST_FOOTER_ROWS, 0)).to_pylist()
    for row in reversed(last_rows):
        first = next((cell for cell in row.values() if cell), "")
        if not FOOTER.match(first.strip()) or _is_full(row):
            break
        account.footer_count += 1
    yield held.slice(0, held.num_rows - account.footer_count)


def _is_full(row: dict[str, str | None]) -> bool:
    """Tell whether a row has a value in each column, which sums and notes have not."""
    return len(row) > 1 and all(row.values())


def _typed(
    batch: "pa.RecordBatch", types: Types, reading: Reading, account: Account
) -> "pa.RecordBatch":
    """Give cells of text their types, widening these where the cells ask for it.

    A type that the owner wants is kept: what cannot be read so is missing, and counted.
    """
    import pyarrow as pa

    columns = []
    for name in batch.schema.names:
        column = batch.column(name)
        if wanted := reading.types.get(name):
            types[name] = type_of(wanted)
            column, lost = forced(column, types[name])
            account.unreadable[name] += lost
        elif not pa.types.is_string(column.type):
            types[name] = column.type
        else:
            types[name], column = fit(column, types[name], partial(_note, account, name))
        columns.append(column)
    return pa.record_batch(columns, batch.schema.names)


def _note(account: Account, name: str, count: int) -> None:
    account.about[name] += count


def _refuse_ruins(account: Account) -> None:
    """Refuse a table of which little or nothing is left. Raises: Refused."""
    if not account.rows_written:
        raise Refused(Code.NO_ROWS)
    ruined = account.dropped_count - account.footer_count
    if ruined > MOST_DROPPED_SHARE * account.rows_read:
        raise Refused(Code.RAGGED, f"row {account.dropped[0]['row']}" if account.dropped else "")


def time_column(parquet: Path) -> str:
    """Name the column of days or moments that only go forward beside numbers; "" without one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(parquet)
    times = [each.name for each in schema if pa.types.is_temporal(each.type)]
    if not any(pa.types.is_floating(each.type) for each in schema):
        return ""
    return next((name for name in times if _goes_forward(parquet, name)), "")


def _goes_forward(parquet: Path, name: str) -> bool:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    times = pq.read_table(parquet, columns=[name]).column(0).combine_chunks().drop_null()
    later, earlier = times[1:], times[:-1]
    return len(times) > 1 and bool(pc.all(pc.greater_equal(later, earlier)).as_py())


def likely_label(parquet: Path, names: tuple[str, ...], *, named_only: bool = False) -> str:
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
    return (named or ([] if named_only else texts[-1:]) or [""])[0]


def _sample(parquet: Path) -> "pa.Table":
    """Read the rows at the start, in the middle and at the end: many tables are sorted."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(parquet)
    last = file.num_row_groups - 1
    return file.read_row_groups(sorted({0, last // 2, last}))


def preview(parquet: Path, rows: int = PREVIEW_ROWS) -> list[dict[str, Any]]:
    """Read the first rows as JSON takes them."""
    import pyarrow.parquet as pq

    first = next(pq.ParquetFile(parquet).iter_batches(rows), None)
    found = first.to_pylist() if first is not None else []
    as_json: list[dict[str, Any]] = json.loads(json.dumps(found, default=str))
    return as_json
