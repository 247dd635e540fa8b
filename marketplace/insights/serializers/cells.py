"""What may stand in a cell of a spreadsheet."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

type Row = list[str | int | float | None]


def harmless(value: str | float | None) -> str | float | None:
    """Keep a spreadsheet from taking somebody's words for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
