"""How many labels a version has of each product, region, season and class."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 40_000
# Free text in place of a product would make a cell of each row.
MOST_CELLS = 2_000
PRODUCT = re.compile(
    r"^(product|crop|commodity|品目|作物|作目|魚種|樹種|畜種)(名)?$", re.IGNORECASE
)
REGION = re.compile(r"^(prefecture|region|pref|都道府県|県|産地|地域)(名)?$", re.IGNORECASE)
MONTH = re.compile(r"^(month|月)$", re.IGNORECASE)
SEASON = re.compile(r"^(season|季節|作期|時期|taken_in)$", re.IGNORECASE)
CONTRIBUTOR, PATH = "contributor", "path"
SEASONS = ("WINTER", "SPRING", "SUMMER", "AUTUMN")
SEASON_WORDS = {
    **dict(zip("冬春夏秋", SEASONS, strict=True)),
    **{each.casefold(): each for each in SEASONS},
    "fall": "AUTUMN",
    # Of photos the quarter alone is kept: it counts for the season of its first month.
    **dict(zip(("q1", "q2", "q3", "q4"), SEASONS, strict=True)),
}
MONTHS = 12


class Cell(NamedTuple):
    """What a label is of. An empty word is not known; `region` is a code of JIS X 0401."""

    product: str
    region: str
    season: str
    label: str


@dataclass(frozen=True, slots=True)
class Places:
    """Where people are: prefectures by the names that columns give them, and contributors'.

    `home` is where whoever shares the data is; it stands for rows that do not say.
    """

    names: Mapping[str, str]
    homes: Mapping[str, str]
    home: str = ""

    def region(self, written: object, contributor: object) -> str:
        named = self.names.get(str(written or "").strip().casefold(), "")
        return named or self.homes.get(str(contributor or ""), "") or self.home


class _Columns(NamedTuple):
    """Which column says what; "" where none does."""

    product: str
    region: str
    day: str
    season: str
    contributor: str
    label: str


def count_cells(
    parquet: Path, *, label: str, places: Places, annotations: Path | None = None
) -> Counter[Cell]:
    """Count labels by cell over all rows, piece by piece. Rows without a label are left out.

    With `annotations` the table is a list of media, and each file counts once for each class
    that is seen on it. Only the fullest 2,000 cells are kept.
    """
    import pyarrow.parquet as pq

    file = pq.ParquetFile(parquet)
    found = _find_columns(file.schema_arrow, label)
    seen = _seen_on(annotations) if annotations else None
    names = list(dict.fromkeys([*filter(None, found), *([PATH] if annotations else [])]))
    counted: Counter[Cell] = Counter()
    for batch in file.iter_batches(BATCH_ROWS, columns=names, use_threads=False):
        for row, count in _alike(batch, names, found):
            for each in _labels(row, found, seen):
                counted[_cell(row, found, each, places)] += count
    return Counter(dict(counted.most_common(MOST_CELLS)))


def _find_columns(schema: "pa.Schema", label: str) -> _Columns:
    import pyarrow as pa

    names = [each.name for each in schema if each.name != label]

    def named(pattern: re.Pattern[str]) -> str:
        return next((name for name in names if pattern.search(name)), "")

    days = [each.name for each in schema if _is_day(each.type) and each.name != label]
    months = [each.name for each in schema if MONTH.search(each.name) and each.name != label]
    is_whole = bool(months) and pa.types.is_integer(schema.field(months[0]).type)
    return _Columns(
        product=named(PRODUCT),
        region=named(REGION),
        day=next(iter(days), "") or (months[0] if is_whole else ""),
        season=named(SEASON),
        contributor=CONTRIBUTOR if CONTRIBUTOR in names else "",
        label=label if label in schema.names else "",
    )


def _is_day(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    return bool(pa.types.is_date(kind) or pa.types.is_timestamp(kind))


def _alike(
    batch: "pa.RecordBatch", names: list[str], found: _Columns
) -> Iterator[tuple[dict[str, Any], int]]:
    """Count the rows that are alike, so that Python sees each kind once. Days become months."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not names:
        return
    table = pa.table(batch)
    if found.day and _is_day(table.schema.field(found.day).type):
        place = table.column_names.index(found.day)
        table = table.set_column(place, found.day, pc.month(table.column(place)))
    together = table.group_by(table.column_names).aggregate([([], "count_all")])
    for row in together.to_pylist():
        yield row, row["count_all"]


def _labels(
    row: dict[str, Any], found: _Columns, seen: dict[str, set[str]] | None
) -> Iterator[str]:
    if seen is not None:
        yield from seen.get(row[PATH], ())
    elif found.label and row[found.label] is not None:
        yield str(row[found.label])


def _cell(row: dict[str, Any], found: _Columns, label: str, places: Places) -> Cell:
    said = {name: row.get(column) for name, column in found._asdict().items() if column}
    month, word = said.get("day"), str(said.get("season") or "").strip().casefold()
    word = word.rpartition("-")[2]
    season = SEASON_WORDS.get(word, "") or (season_of(month) if month else "")
    product = str(said.get("product") or "").strip()
    return Cell(product, places.region(said.get("region"), said.get("contributor")), season, label)


@lru_cache(maxsize=64)
def season_of(month: int) -> str:
    """Tell the season of a month as calendars in Japan part them; "" for no month."""
    return SEASONS[month % MONTHS // 3] if 1 <= month <= MONTHS else ""


def _seen_on(annotations: Path) -> dict[str, set[str]]:
    """Tell which classes are seen on each file."""
    import pyarrow.parquet as pq

    seen: dict[str, set[str]] = {}
    file = pq.ParquetFile(annotations)
    for batch in file.iter_batches(BATCH_ROWS, columns=["path", "label"], use_threads=False):
        for row in batch.to_pylist():
            seen.setdefault(row["path"], set()).add(row["label"])
    return seen
