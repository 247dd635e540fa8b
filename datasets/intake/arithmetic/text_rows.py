"""The rows of a table in text, streamed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from datasets.intake.arithmetic.account import Account
from datasets.intake.arithmetic.cells import MISSING
from datasets.intake.arithmetic.headers import Header
from datasets.intake.arithmetic.reading import Reading
from datasets.intake.arithmetic.texts import Report, as_utf8
from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 1024 * 1024
BYTES_PER_COLUMN = 1024


@dataclass(frozen=True, slots=True)
class TextRows:
    """A table in UTF-8 at `text`, which was in `encoding`."""

    text: Path
    header: Header
    encoding: str
    is_typed = False
    sheet = ""
    sheets = ()

    @classmethod
    def open(cls, request: dict[str, Any], reading: Reading, report: Report) -> Self:
        """Check the text, and find its header. Raises: Refused."""
        scratch = Path(request["target"]).with_suffix(".txt")
        text, encoding = as_utf8(Path(request["source"]), scratch, request["encoding"], report)
        header = Header.find(text, request["delimiter"], reading.header_line, reading.header_rows)
        return cls(text, header, encoding)

    def batches(self, account: Account, report: Report) -> Iterator["pa.RecordBatch"]:
        """Stream the rows below the header as text, leaving out those of another width.

        Raises: Refused where a row has no end, as a quote that is never closed makes it.
        """
        import pyarrow as pa

        def leave_out(row: Any) -> str:
            # A quote that never closes swallows the lines below: they are left out with it.
            account.rows_read += 1 + row.text.rstrip().count("\n")
            account.drop(row.number or 0, row.actual_columns)
            return "skip"

        size = max(self.text.stat().st_size, 1)
        with self.text.open("rb") as file:
            try:
                for batch in _reader(file, self.header, leave_out):
                    account.rows_read += batch.num_rows
                    yield batch
                    report(min(file.tell() / size, 1.0))
            except pa.ArrowInvalid:
                row = self.header.first_row + account.rows_read + 1
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
            check_utf8=False,  # as_utf8 has
        ),
    )
