"""The statistics of a version, for pages and programs."""

from typing import Any

from datasets.library.vocabulary import FileRole
from datasets.measures.arithmetic.croissant import Described, Table, croissant
from datasets.measures.arithmetic.datapackage import datapackage
from datasets.measures.models import Statistics
from datasets.measures.reads.beside import Sheet, sheet
from datasets.measures.reads.discretion import told
from datasets.measures.reads.enough import Enough, enough
from datasets.measures.reads.figures import written
from datasets.measures.reads.soundness import Soundness
from datasets.measures.reads.versions import given_out, newest
from datasets.measures.vocabulary import TYPES
from marketplace.accounts.models import Organisation

__all__ = [
    "Enough",
    "Sheet",
    "Soundness",
    "as_croissant",
    "as_datapackage",
    "columns",
    "described",
    "enough",
    "sheet",
    "statistics",
    "told",
    "written",
]


def statistics(slug: str, organisation: Organisation | None) -> Statistics | None:
    """Find the statistics of a data set's newest published version, if it may be seen."""
    return (
        Statistics.objects.filter(version=newest(slug, organisation))
        .select_related("version__dataset")
        .first()
    )


def columns(found: Statistics) -> list[dict[str, Any]]:
    """List the columns as a page shows them: type in words, share missing, figures written."""
    rows, label = max(found.row_count, 1), (found.document["label"] or {}).get("column")
    return [
        column
        | _extremes(column)
        | {
            "type_in_words": TYPES.get(column["type"], column["type"]),
            "missing_share": (column["missing"]["value"] or 0) / rows,
            "is_label": column["name"] == label,
        }
        for column in found.document["columns"]
    ]


def _extremes(column: dict[str, Any]) -> dict[str, str]:
    if "moments" not in column:
        return {}
    moments, middle = column["moments"], {"middle": column["quantiles"]["values"].get("0.5")}
    figures = {"least": moments.get("least"), **middle, "greatest": moments.get("greatest")}
    return {name: written(figure) for name, figure in figures.items() if figure is not None}


def described(slug: str, number: int, organisation: Organisation | None) -> Statistics | None:
    """Find a published version with its statistics, its table and its terms, if it may be seen."""
    return (
        Statistics.objects.filter(version__in=given_out(slug, organisation), version__number=number)
        .select_related("version__dataset__organisation", "version__terms")
        .first()
    )


def as_croissant(found: Statistics, site: str) -> dict[str, Any]:
    """Describe a version as Croissant; `site` is where our addresses start."""
    version, dataset = found.version, found.version.dataset
    table = version.files.get(role=FileRole.TABLE)
    url = site + dataset.get_absolute_url()
    return croissant(
        Described(
            name=dataset.title,
            description=dataset.description,
            url=url,
            creator=dataset.organisation.name,
            version=f"{version.number}.0.0",
            published_at=version.published_at or found.measured_at,
            table=Table(
                url=site + table.get_absolute_url(),
                sha256=table.sha256,
                byte_count=table.byte_count,
                row_count=found.row_count,
            ),
            columns=found.document["columns"],
            label=version.label_column,
            policy=version.terms.as_odrl(target=url, assigner=dataset.organisation.name),
        )
    )


def as_datapackage(found: Statistics, site: str) -> dict[str, Any]:
    """Describe a version as a Data Package, its CSV beside it."""
    version, dataset = found.version, found.version.dataset
    return datapackage(
        name=dataset.slug.lower(),
        title=dataset.title,
        description=dataset.description,
        version=f"{version.number}.0.0",
        csv=f"{dataset.slug}.csv",
        terms=f"{site}{dataset.get_absolute_url()}#terms",
        columns=found.document["columns"],
    )
