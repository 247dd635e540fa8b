"""A version described as a Data Package, for tools that read CSV by its schema."""

from collections.abc import Mapping, Sequence
from typing import Any

KINDS = {
    "bool": "boolean",
    "int": "integer",
    "uint": "integer",
    "double": "number",
    "float": "number",
    "date": "date",
    "timestamp": "datetime",
}


def datapackage(
    *,
    name: str,
    title: str,
    description: str,
    version: str,
    csv: str,
    terms: str,
    columns: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Describe the table's CSV; `csv` is its address seen from the description's own.

    Source: Data Package 1, Table Schema.
    """
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "description": description,
        "version": version,
        "licenses": [{"name": "areba-terms", "path": terms, "title": "Terms of this version"}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "table",
                "path": csv,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": [_field(column) for column in columns], "missingValues": [""]},
            }
        ],
    }


def _field(column: Mapping[str, Any]) -> dict[str, str]:
    parquet = column["type"]
    kind = next((kind for start, kind in KINDS.items() if parquet.startswith(start)), "string")
    # Python's own way of writing times has more forms than the schema's default.
    return {"name": column["name"], "type": kind} | ({"format": "any"} if "date" in kind else {})
