"""A zip of tables, each as JSON and as CSV, and of files beside them."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

# By this sign a spreadsheet knows that a CSV is UTF-8.
MARK = "\ufeff"
# What a spreadsheet would take for something to calculate.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_archive(
    target: Path,
    tables: Mapping[str, list[dict[str, Any]]],
    files: Iterable[tuple[str, Path]],
    read_me: str,
) -> None:
    """Write tables and files into a zip; a file that is not there is passed over."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", read_me)
        for name, rows in tables.items():
            archive.writestr(f"{name}.json", as_json(rows))
            archive.writestr(f"{name}.csv", as_csv(rows))
        for name, path in files:
            if path.exists():
                # Pictures are small already.
                archive.write(path, name, zipfile.ZIP_STORED)


def as_json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1, default=str)


def as_csv(rows: list[dict[str, Any]]) -> str:
    """Write rows for a spreadsheet: lists and objects as JSON, texts never as formulas."""
    written = io.StringIO(newline="")
    written.write(MARK)
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = csv.DictWriter(written, names)
    table.writeheader()
    table.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return written.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text
