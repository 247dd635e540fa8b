"""A table as others may have it: numbers for names, without what was taken back."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasets.library.arithmetic.manifest import token
from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    import pyarrow as pa

MOST_NAMES = 10_000


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to become of a table.

    `contributor` is the column of names ("" where all is one contributor's), `numbers` what
    stands in place of each; `own` that of rows without a name. Rows of `left_out` are left
    out, columns of `dropped` as well. Columns of `coarse` are degrees, rounded to two
    decimals (about 1 km).
    """

    contributor: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict)
    own: int = 1
    left_out: Collection[int] = ()
    dropped: Collection[str] = ()
    coarse: Collection[str] = ()

    @property
    def change_nothing(self) -> bool:
        return not (self.contributor or self.left_out or self.dropped or self.coarse)


@dataclass(slots=True)
class Protected:
    """What became of it: rows by contributor, and how many were left out."""

    counts: Counter[int] = field(default_factory=Counter)
    left_out_count: int = 0

    @property
    def row_count(self) -> int:
        return sum(self.counts.values())


def names_in(table: Path, column: str) -> list[str]:
    """List who is named in a column, each once, in the order of the rows.

    Raises: Refused where there are more than ten thousand: then they are no contributors.
    """
    import pyarrow.parquet as pq

    names: dict[str, None] = {}
    for batch in pq.ParquetFile(table).iter_batches(20_000, columns=[column]):
        names |= dict.fromkeys(_named(batch.column(0).unique()))
        if len(names) > MOST_NAMES:
            raise Refused(Code.MANY_NAMES, column)
    return [name for name in names if name]


def protect(table: Path, target: Path, wishes: Wishes) -> Protected:
    """Write a table anew as it may be given out, row group by row group.

    Groups that lose no rows are written as they were, byte by byte: what was measured of
    them holds for the next version too.
    Raises: Refused where no row is left.
    """
    import pyarrow.parquet as pq

    source, done = pq.ParquetFile(table), Protected()
    kept = [name for name in source.schema_arrow.names if name not in wishes.dropped]
    writer: Any = None
    for number in range(source.num_row_groups):
        group = source.read_row_group(number, columns=kept)
        before = group.num_rows
        group = _coarsened(_numbered(group, wishes, done), wishes)
        done.left_out_count += before - group.num_rows
        if group.num_rows:
            writer = writer or _writer(source, target, group.schema, wishes.contributor)
            writer.write_table(group, row_group_size=group.num_rows)
    if writer is None:
        raise Refused(Code.NO_ROWS)
    writer.close()
    return done


def _numbered(group: "pa.Table", wishes: Wishes, done: Protected) -> "pa.Table":
    """Write numbers in place of names, and leave rows out by them."""
    import pyarrow as pa

    if not wishes.contributor:
        is_out = wishes.own in wishes.left_out
        done.counts[wishes.own] += 0 if is_out else group.num_rows
        return group.slice(0, 0) if is_out else group
    place = group.schema.get_field_index(wishes.contributor)
    names = group.column(place).combine_chunks().dictionary_encode(null_encoding="encode")
    there = [wishes.numbers.get(name, wishes.own) for name in _named(names.dictionary)]
    tokens = pa.array([token(number) for number in there], pa.string())
    group = group.set_column(place, wishes.contributor, tokens.take(names.indices))
    if set(there) & set(wishes.left_out):
        is_kept = pa.array([number not in wishes.left_out for number in there])
        group = group.filter(is_kept.take(names.indices))
    by_token = dict(zip(tokens.to_pylist(), there, strict=True))
    for each in group.column(place).value_counts().to_pylist():
        done.counts[by_token[each["values"]]] += each["counts"]
    return group


def _named(column: Any) -> list[str]:
    """Read names as one writes them: without spaces around, "" where there is none."""
    return [str(value).strip() if value is not None else "" for value in column.to_pylist()]


def _coarsened(group: "pa.Table", wishes: Wishes) -> "pa.Table":
    import pyarrow.compute as pc

    for name in wishes.coarse:
        place = group.schema.get_field_index(name)
        if place >= 0:
            group = group.set_column(place, name, pc.round(group.column(place), ndigits=2))
    return group


def _writer(source: Any, target: Path, schema: "pa.Schema", contributor: str) -> Any:
    """Open the file, with a dictionary for the columns that have one in the source."""
    import pyarrow.parquet as pq

    first = source.metadata.row_group(0)
    columns = [first.column(place) for place in range(first.num_columns)]
    with_one = {each.path_in_schema for each in columns if each.has_dictionary_page}
    return pq.ParquetWriter(
        target,
        schema,
        compression="zstd",
        use_dictionary=[name for name in schema.names if name in {*with_one, contributor}],
        write_page_index=True,
        version="2.6",
    )
