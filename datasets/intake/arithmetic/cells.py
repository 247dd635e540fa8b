"""What a cell of text stands for: a number, a day, nothing; whatever way it is written."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

MISSING = [
    "",
    "NA",
    "N/A",
    "NaN",
    "nan",
    "null",
    "NULL",
    "None",
    "欠測",
    "欠損",
    "-",
    "－",
    "―",
    "×",
    "#N/A",
]


def evened(column: "pa.Array") -> "pa.Array":
    """Trim, and turn full-width digits and signs into plain ones where there are any."""
    import pyarrow as pa
    import pyarrow.compute as pc

    even = pc.utf8_trim_whitespace(column)
    if pc.any(pc.invert(pc.string_is_ascii(even))).as_py():
        even = pc.utf8_normalize(even, "NFKC")
    # The reader knew the marks of missing as they stand; now those in blanks show as well.
    is_missing = pc.is_in(even, pa.array(MISSING))
    return pc.if_else(is_missing, pa.scalar(None, pa.string()), even)


def _without_commas(column: "pa.Array") -> "pa.Array":
    """Take the commas out of 1,234. Raises: pyarrow.ArrowInvalid where one is elsewhere: 1,2."""
    import pyarrow as pa
    import pyarrow.compute as pc

    has_comma = pc.match_substring(column, ",")
    if not pc.any(has_comma).as_py():
        return column
    is_grouped = pc.match_substring_regex(column, r"^-?\d{1,3}(,\d{3})+(\.\d+)?$")
    if pc.any(pc.and_not(has_comma, is_grouped)).as_py():
        raise pa.ArrowInvalid("a comma that parts no thousands")
    return pc.replace_substring(column, ",", "")


def cast_to(column: "pa.Array", wanted: "pa.DataType") -> "pa.Array":
    """Turn text into a type. Raises: pyarrow.ArrowInvalid where a cell is something else."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_integer(wanted) or pa.types.is_floating(wanted):
        plain = _without_commas(column)
        _refuse_codes(plain)
        return plain.cast(wanted)
    if pa.types.is_temporal(wanted):
        return pc.replace_substring(column, "/", "-").cast(wanted)
    return column.cast(wanted)


def _refuse_codes(column: "pa.Array") -> None:
    """Leave 0123 a text: it is the number of a field or a farm. Raises: pyarrow.ArrowInvalid."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pc.any(pc.match_substring_regex(column, r"^-?0\d")).as_py():
        raise pa.ArrowInvalid("a leading zero")


def holds(column: "pa.Array", wanted: "pa.DataType") -> bool:
    import pyarrow as pa

    try:
        cast_to(column, wanted)
    except pa.ArrowInvalid:
        return False
    return True
