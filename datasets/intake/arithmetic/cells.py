"""What a cell of text stands for: a number, a day, nothing; whatever way it is written."""

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

# Nobody means these as words.
MISSING = ["", "NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None", "欠測", "欠損"]
# Among numbers or days these say that there is none; among words ○ and × or + and − are two.
MISSING_AMONG_NUMBERS = [*MISSING, "-", "－", "―", "×", "…"]
TRUTHS = ["true", "false", "True", "False", "TRUE", "FALSE"]


def fit(cells: "pa.Array", kind: "pa.DataType | None") -> tuple["pa.DataType | None", "pa.Array"]:
    """Give cells the narrowest type that all of them have, from `kind` upwards.

    What holds one type holds those above it too: whole numbers are numbers, days are
    moments, everything is text. So the type of a column does not depend on the order of its
    rows. `kind` is None as long as all cells so far were missing.
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
    return pa.string(), cells


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
        return pc.replace_substring(cells, "/", "-").cast(wanted)
    return _without_commas(cells).cast(wanted)


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
