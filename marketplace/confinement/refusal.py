"""Why a file is refused: stable codes, said in words elsewhere."""

from enum import StrEnum


class Code(StrEnum):
    EMPTY = "EMPTY"
    PICTURE = "PICTURE"
    ARCHIVE = "ARCHIVE"
    SPREADSHEET = "SPREADSHEET"
    JSON = "JSON"
    MARKUP = "MARKUP"
    RUNS_CODE = "RUNS_CODE"
    UNKNOWN = "UNKNOWN"
    ENCODING = "ENCODING"
    NUL = "NUL"
    LONG_LINE = "LONG_LINE"
    MANY_COLUMNS = "MANY_COLUMNS"
    NO_HEADER = "NO_HEADER"
    NO_ROWS = "NO_ROWS"
    RAGGED = "RAGGED"
    TOO_MUCH_MEMORY = "TOO_MUCH_MEMORY"
    TOO_MUCH_TIME = "TOO_MUCH_TIME"
    TOO_LARGE = "TOO_LARGE"
    CRASHED = "CRASHED"
    NOT_WHOLE = "NOT_WHOLE"
    # Archives and what lies in them
    DAMAGED = "DAMAGED"
    LOCKED = "LOCKED"
    UNSAFE_NAME = "UNSAFE_NAME"
    BOMB = "BOMB"
    NESTED = "NESTED"
    MANY_FILES = "MANY_FILES"
    NO_MEDIA = "NO_MEDIA"
    NO_LABELS = "NO_LABELS"
    DEEP = "DEEP"
    # Rows whose labels are sealed
    SEALED_COLUMN = "SEALED_COLUMN"
    SEALED_UNKNOWN = "SEALED_UNKNOWN"
    SEALED_MEANWHILE = "SEALED_MEANWHILE"
    TOO_FEW_TO_SEAL = "TOO_FEW_TO_SEAL"
    TELLTALE = "TELLTALE"
    # Whose the rows are, and who stands in them
    MANY_NAMES = "MANY_NAMES"
    WITHDRAWN_MEANWHILE = "WITHDRAWN_MEANWHILE"
    PERSONAL = "PERSONAL"


class Refused(Exception):
    """A file cannot be taken in. `where` says at which line, column or name."""

    def __init__(self, code: Code, where: str = "") -> None:
        super().__init__(code, where)
        self.code, self.where = code, where
