"""What a cell of text stands for: a number, a day, nothing; whatever way it is written."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

# Nobody means these as words.
MISSING = ["", "NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None", "欠測", "欠損"]
# Among numbers or days these say that there is none; among words ○ and × or + and − are two.
MISSING_AMONG_NUMBERS = [*MISSING, "-", "－", "―", "×", "…", "*", "＊", "--", "///", "欠", "休測"]
# About so much: before a figure only. The figure counts, and that it was marked is noted.
ABOUT = r"^(?:約|およそ|ほぼ|≒|~)\s*([-+]?\d[\d.,]*)$"
TRUTHS = ["true", "false", "True", "False", "TRUE", "FALSE"]


def fit(
    cells: "pa.Array", kind: "pa.DataType | None", note: Callable[[int], None] = lambda _count: None
) -> tuple["pa.DataType | None", "pa.Array"]:
    """Give cells the narrowest type that all of them have, from `kind` upwards.

    What holds one type holds those above it too: whole numbers are numbers, days are
    moments, everything is text. So the type of a column does not depend on the order of its
    rows. `kind` is None as long as all cells so far were missing. `note` is told how many
    figures were marked as approximate.
    """
    import pyarrow as pa

    if kind is not None:
        with suppress(pa.ArrowInvalid):
            return kind, cast_to(cells, kind)
    plain = evened(cells)
    if plain.null_count == len(plain):
        return kind, cells if kind is None else pa.nulls(len(plain), kind)
    for wider in _upwards(kind):
        with suppress(pa.ArrowInvalid):
            return wider, cast_to(plain, wider)
    bare, count = _without_about(plain)
    for wider in _upwards(kind) if count else ():
        with suppress(pa.ArrowInvalid):
            fitting = cast_to(bare, wider)
            note(count)
            return wider, fitting
    return pa.string(), cells


def forced(cells: "pa.Array", wanted: "pa.DataType") -> tuple["pa.Array", int]:
    """Give cells the type that somebody wants; tells how many are missing for it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(wanted):
        return cells.cast(pa.string()), 0
    plain, _count = _without_about(evened(cells.cast(pa.string())))
    with suppress(pa.ArrowInvalid):
        return cast_to(plain, wanted), 0
    kept = [value if _fits(value, wanted) else None for value in plain.to_pylist()]
    column = pa.array(kept, pa.string())
    lost = column.null_count - plain.null_count
    return cast_to(column, wanted) if pc.any(pc.is_valid(column)).as_py() else pa.nulls(
        len(column), wanted
    ), lost


def _fits(value: str | None, wanted: "pa.DataType") -> bool:
    import pyarrow as pa

    try:
        cast_to(pa.array([value], pa.string()), wanted)
    except pa.ArrowInvalid:
        return False
    return True


def _without_about(cells: "pa.Array") -> tuple["pa.Array", int]:
    """Take the sign for "about" from before figures, and count."""
    import pyarrow.compute as pc

    count = pc.sum(pc.match_substring_regex(cells, ABOUT)).as_py() or 0
    return (pc.replace_substring_regex(cells, ABOUT, r"\1"), count) if count else (cells, 0)


def _upwards(kind: "pa.DataType | None") -> list["pa.DataType"]:
    """List the types to try, the narrower first; text, which is always possible, is not named."""
    import pyarrow as pa

    ladders = [[pa.int64(), pa.float64()], [pa.bool_()], [pa.date32(), pa.timestamp("us")]]
    if kind is None:
        return [each for ladder in ladders for each in ladder]
    return next((each[each.index(kind) :] for each in ladders if kind in each), [])


def evened(cells: "pa.Array") -> "pa.Array":
    """Trim, and turn full-width digits and signs into plain ones where there are any."""
    import pyarrow.compute as pc

    plain = pc.utf8_trim_whitespace(cells)
    if pc.all(pc.string_is_ascii(plain)).as_py() is False:
        # Before it as well: it makes three dots of … .
        plain = pc.utf8_normalize(_without_missing(plain), "NFKC")
    return _without_missing(plain)


def _without_missing(cells: "pa.Array") -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    is_missing = pc.is_in(cells, pa.array(MISSING_AMONG_NUMBERS))
    return pc.if_else(is_missing, pa.scalar(None, pa.string()), cells)


def cast_to(cells: "pa.Array", wanted: "pa.DataType") -> "pa.Array":
    """Turn text into a type. Raises: pyarrow.ArrowInvalid where a cell is something else."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_integer(wanted) or pa.types.is_floating(wanted):
        _refuse_codes(cells)
    if pa.types.is_boolean(wanted):
        # Arrow would take 1 and 0 too, but those are numbers.
        _refuse_unless(pc.is_in(cells, pa.array([*TRUTHS, None])), "neither true nor false")
    with suppress(pa.ArrowInvalid):
        return cells.cast(wanted)
    # Most columns have none of these, so they are looked for only now.
    if pa.types.is_temporal(wanted):
        return _cast_days(_with_hyphens(cells), wanted)
    return _without_commas(cells).cast(wanted)


def _cast_days(days: "pa.Array", wanted: "pa.DataType") -> "pa.Array":
    """Read days and moments; 24:00, as weather stations write it, is the next day's 00:00."""
    import pyarrow as pa
    import pyarrow.compute as pc

    is_midnight = pc.match_substring_regex(days, r"[ T]24:00(:00)?$")
    if pa.types.is_date(wanted) or not pc.any(is_midnight).as_py():
        return days.cast(wanted)
    moments = pc.replace_substring_regex(days, r"24:00(:00)?$", "00:00").cast(wanted)
    a_day = pa.scalar(timedelta(days=1), pa.duration("us"))
    return pc.if_else(is_midnight, pc.add(moments, a_day), moments)


def _with_hyphens(days: "pa.Array") -> "pa.Array":
    """Write 2026/4/3 and 2026年4月3日 as 2026-04-03."""
    import pyarrow.compute as pc

    days = pc.replace_substring_regex(days, r"^(\d{4})[/年.](\d+)[/月.](\d+)日?", r"\1-\2-\3")
    days = pc.replace_substring_regex(days, r"^(\d{4}-\d{1,2}-)(\d)\b", r"\10\2")
    days = pc.replace_substring_regex(days, r"^(\d{4}-)(\d)-", r"\10\2-")
    return pc.replace_substring_regex(days, r"^([-\d]{10})[ T](\d):", r"\1 0\2:")


def _refuse_codes(cells: "pa.Array") -> None:
    """Leave 0123 and 0x1F texts: they name a field or a thing. Raises: pyarrow.ArrowInvalid."""
    import pyarrow.compute as pc

    # The pattern costs as much as the cast: most columns need not be matched against it.
    if pc.any(pc.starts_with(cells, "0")).as_py():
        is_code = pc.match_substring_regex(cells, r"^0[\dxX]")
        _refuse_unless(pc.invert(is_code), "a leading zero")


def _without_commas(cells: "pa.Array") -> "pa.Array":
    """Take the commas out of 1,234. Raises: pyarrow.ArrowInvalid where one is elsewhere: 1,2."""
    import pyarrow.compute as pc

    has_comma = pc.match_substring(cells, ",")
    is_grouped = pc.match_substring_regex(cells, r"^-?\d{1,3}(,\d{3})+(\.\d+)?$")
    _refuse_unless(pc.or_(pc.invert(has_comma), is_grouped), "a comma that parts no thousands")
    return pc.replace_substring(cells, ",", "")


def _refuse_unless(holds: "pa.BooleanArray", why: str) -> None:
    """Let a cast fail for reasons of ours as it does for Arrow's. Missing cells always hold."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pc.all(holds).as_py() is False:
        raise pa.ArrowInvalid(why)
