"""A version described as Croissant 1.1, so that machine-learning tools load it by address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# Of Parquet's types what Croissant has a name for; all else is text.
KINDS = {
    "bool": "sc:Boolean",
    "int": "sc:Integer",
    "uint": "sc:Integer",
    "double": "sc:Float",
    "float": "sc:Float",
    "date": "sc:Date",
    "timestamp": "sc:DateTime",
}
# Croissant's own context, and the vocabularies of terms and origin beside it.
CROISSANT_WORDS = (
    *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field"),
    *("fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset"),
    *("jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex"),
    *("repeated", "replace", "samplingRate", "separator", "source", "subField", "transform"),
)
CONTEXT: Mapping[str, Any] = {
    "@language": "ja",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "sc": "https://schema.org/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "cc": "http://creativecommons.org/ns#",
    "prov": "http://www.w3.org/ns/prov#",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "description": {"@container": "@language"},
    "name": {"@container": "@language"},
    **{word: f"cr:{word}" for word in CROISSANT_WORDS},
}
TABLE, RECORDS = "table", "rows"


@dataclass(frozen=True, slots=True)
class Table:
    """The file that is pulled. `url` is absolute."""

    url: str
    sha256: str
    byte_count: int
    row_count: int


@dataclass(frozen=True, slots=True)
class Described:
    """What a version says of itself. `columns` are as its statistics list them."""

    name: str
    description: str
    url: str
    creator: str
    version: str
    published_at: datetime
    table: Table
    columns: Sequence[Mapping[str, Any]]
    label: str
    policy: Mapping[str, Any]


def croissant(described: Described) -> dict[str, Any]:
    """Describe a version: its file with its hash, its columns, its terms and where it is from.

    Source: Croissant 1.1 and its RAI vocabulary.
    """
    return {
        "@context": dict(CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": described.name,
        "description": described.description,
        "url": described.url,
        "version": described.version,
        "datePublished": described.published_at.isoformat(),
        "creator": {"@type": "sc:Organization", "name": described.creator},
        "license": described.url + "#terms",
        "usageInfo": dict(described.policy),
        "isLiveDataset": False,
        "rai:dataCollection": described.description,
        "rai:dataReleaseMaintenancePlan": (
            "A version never changes; what is added or withdrawn makes the next one."
        ),
        "prov:wasAttributedTo": {"@type": "prov:Agent", "name": described.creator},
        "distribution": [_file(described.table)],
        "recordSet": [_records(described)],
        "variableMeasured": [_measured(column) for column in described.columns],
    }


def _file(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": TABLE,
        "name": TABLE,
        "contentUrl": table.url,
        "contentSize": f"{table.byte_count} B",
        "encodingFormat": "application/x-parquet",
        "sha256": table.sha256,
    }


def _records(described: Described) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": RECORDS,
        "name": RECORDS,
        "description": f"{described.table.row_count} rows.",
        "field": [_field(column, described.label) for column in described.columns],
    }


def _field(column: Mapping[str, Any], label: str) -> dict[str, Any]:
    name = column["name"]
    kinds = [_kind(column["type"])]
    if name == label:
        kinds.append("cr:Label")
    return {
        "@type": "cr:Field",
        "@id": f"{RECORDS}/{name}",
        "name": name,
        "dataType": kinds if len(kinds) > 1 else kinds[0],
        "source": {"fileObject": {"@id": TABLE}, "extract": {"column": name}},
    }


def _kind(parquet: str) -> str:
    return next((kind for start, kind in KINDS.items() if parquet.startswith(start)), "sc:Text")


def _measured(column: Mapping[str, Any]) -> dict[str, Any]:
    """Tell a column's extremes, mean and missing values, as far as it has them."""
    moments = column.get("moments", {})
    known = {
        "minValue": moments.get("least"),
        "maxValue": moments.get("greatest"),
        "value": moments.get("mean"),
    }
    return {
        "@type": "sc:PropertyValue",
        "name": column["name"],
        "description": _missing(column["missing"]["value"]),
        **{name: value for name, value in known.items() if value is not None},
    }


def _missing(count: int | None) -> str:
    return "How many are missing is not told." if count is None else f"{count} missing."
