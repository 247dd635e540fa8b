"""e-Stat's tables as figures by prefecture: its JSON (getStatsData) and its CSV."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# The country, and the 47 prefectures: everything finer or coarser is passed over.
PLACE = re.compile(r"(0[0-9]|[1-3][0-9]|4[0-7])000")
CODE_SUFFIX = "_code"


class EstatRefused(ValueError):
    """e-Stat answered with an error of its own: a wrong application id, an unknown table."""


class NotATable(ValueError):
    """What came is no table of e-Stat with an area for each value."""


class SeveralFigures(ValueError):
    """More than one figure is left for a place: the table must be narrowed."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One value. Units: as the table says; prefecture is a JIS code, empty for the country."""

    prefecture: str
    year: int
    value: int
    unit: str


@dataclass(frozen=True, slots=True)
class Row:
    """One cell of a table with the codes that it stands under, such as cat01 and time."""

    codes: Mapping[str, str]
    written: str
    unit: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or one page of it; next_key leads to the following page."""

    title: str
    publisher: str
    rows: tuple[Row, ...]
    next_key: int | None = None


def read_json(document: Mapping[str, Any]) -> Table:
    """Read an answer of getStatsData.

    Raises: EstatRefused, NotATable.
    """
    try:
        answer = document["GET_STATS_DATA"]
        if int(answer["RESULT"]["STATUS"]) != 0:
            raise EstatRefused(str(answer["RESULT"]["ERROR_MSG"]))
        told = answer["STATISTICAL_DATA"]
        values = told["DATA_INF"]["VALUE"]
        about = told["TABLE_INF"]
        key = told["RESULT_INF"].get("NEXT_KEY")
        return Table(
            title=f"{_worded(about['STAT_NAME'])} {_worded(about['TITLE'])}",
            publisher=_worded(about["GOV_ORG"]),
            rows=tuple(_row(value) for value in (values if isinstance(values, list) else [values])),
            next_key=int(key) if key else None,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise NotATable("This is no answer of getStatsData.") from error


def read_csv(text: str) -> Table:
    """Read a file of getSimpleStatsData, with or without the lines above the table.

    Raises: NotATable.
    """
    lines = list(csv.reader(io.StringIO(text)))
    place = next((n for n, line in enumerate(lines) if "area_code" in line), None)
    if place is None:
        raise NotATable("No line names the columns: area_code is missing.")
    above = {line[0]: line[1] for line in lines[:place] if len(line) > 1}
    head = lines[place]
    if "value" not in head:
        raise NotATable("No column is called value.")
    rows = [dict(zip(head, line, strict=False)) for line in lines[place + 1 :] if line]
    return Table(
        title=f"{above.get('STAT_NAME', '')} {above.get('TITLE', '')}".strip(),
        publisher=above.get("GOV_ORG", ""),
        rows=tuple(
            Row(
                codes={
                    name.removesuffix(CODE_SUFFIX): code
                    for name, code in row.items()
                    if name.endswith(CODE_SUFFIX)
                },
                written=row.get("value", ""),
                unit=row.get("unit", ""),
            )
            for row in rows
        ),
    )


def figures(rows: Iterable[Row], *, where: Mapping[str, str]) -> list[Figure]:
    """Keep what stands under the wanted codes, one figure for each prefecture and year.

    What is hidden or unknown (x, -, …) is left out, never taken for nothing.

    Raises: SeveralFigures.
    """
    found: dict[tuple[str, int], Figure] = {}
    for row in rows:
        place = PLACE.fullmatch(row.codes.get("area", ""))
        if not place or any(row.codes.get(name) != code for name, code in where.items()):
            continue
        written = row.written.replace(",", "").strip()
        if not written.isdecimal():
            continue
        prefecture = "" if place[1] == "00" else place[1]
        key = prefecture, int(row.codes["time"][:4])
        if key in found:
            raise SeveralFigures(_how_to_narrow(row, where))
        found[key] = Figure(*key, int(written), row.unit)
    return list(found.values())


def _how_to_narrow(row: Row, where: Mapping[str, str]) -> str:
    left = sorted(set(row.codes) - {"area", "time", *where})
    return f"A place has several figures: choose one of each of {', '.join(left)}."


def _row(value: Mapping[str, str]) -> Row:
    codes = {name[1:]: code for name, code in value.items() if name[0] == "@" and name != "@unit"}
    return Row(codes, value["$"], value.get("@unit", ""))


def _worded(part: Any) -> str:
    """Read a text that comes bare or beside its code."""
    return str(part["$"]) if isinstance(part, Mapping) else str(part)
