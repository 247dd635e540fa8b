"""A contributor's values beside the pool of all who share for the same needs."""

from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import normalize

from django.db.models import QuerySet

from datasets.library.models import Dataset, Version
from datasets.library.vocabulary import Access
from datasets.measures.arithmetic.beside import FEWEST, Beside, Quartiles, beside
from datasets.measures.models import Spread
from datasets.measures.reads.figures import written
from demand.needs.models import Need
from marketplace.accounts.models import Organisation

MOST_COLUMNS = 30
# The newest contributions are pooled; more would make the page wait and tell little more.
MOST_POOLED = 300


class Figures(NamedTuple):
    """Quartiles as a page writes them."""

    low: str
    middle: str
    high: str


@dataclass(frozen=True)
class Line:
    """One column of the sheet, in figures as they are written."""

    found: Beside

    @property
    def own(self) -> Figures:
        return _figures(self.found.own)

    @property
    def pool(self) -> Figures | None:
        return _figures(self.found.pool) if self.found.pool else None


@dataclass(frozen=True)
class Sheet:
    """What one contributed, beside the pool. `contributor_count` has oneself in it."""

    version: Version
    needs: list[Need]
    lines: list[Line]
    contributor_count: int

    @property
    def is_told(self) -> bool:
        return self.contributor_count >= FEWEST


def sheet(slug: str, organisation: Organisation | None) -> Sheet | None:
    """Put one's own newest version beside others'; None where it is not one's own. Three queries.

    The pool holds the newest version of each organisation that shares for one of the same
    needs and keeps it from nobody; two that are one farm are one contributor.
    """
    own_sets = Dataset.objects.filter(organisation=organisation, slug=slug)
    mine = _spreads(own_sets).first() if organisation else None
    if mine is None:
        return None
    needs = list(mine.version.dataset.needs.order_by("-posted_at", "-id"))
    shared = Dataset.objects.filter(needs__in=needs).exclude(access=Access.OWNER)
    pooled = _by_contributor(mine, shared.filter(is_sample=mine.version.dataset.is_sample))
    lines = [_line(name, own, pooled) for name, own in list(mine.columns.items())[:MOST_COLUMNS]]
    return Sheet(mine.version, needs, lines, len(pooled) + 1)


def _spreads(sets: QuerySet[Dataset]) -> QuerySet[Spread]:
    """Find how the columns of published versions are spread, the newest version first."""
    return (
        Spread.objects.filter(version__in=Version.objects.published(), version__dataset__in=sets)
        .select_related("version__dataset__organisation__operation")
        .order_by("-version__published_at", "-version_id")
    )


def _by_contributor(mine: Spread, sets: QuerySet[Dataset]) -> list[dict[str, list[float]]]:
    """Take the newest contribution of each contributor but oneself, columns by their names."""
    newest: dict[str, dict[str, list[float]]] = {}
    for each in _spreads(sets)[:MOST_POOLED]:
        columns = {_folded(name): grid for name, grid in each.columns.items()}
        newest.setdefault(_contributor(each), columns)
    newest.pop(_contributor(mine), None)
    return list(newest.values())


def _contributor(spread: Spread) -> str:
    """Tell who it is: of farms that were merged, the one that stands for them."""
    organisation = spread.version.dataset.organisation
    operation = getattr(organisation, "operation", None)
    if operation is None:
        return f"organisation {organisation.pk}"
    return f"operation {operation.head_id or operation.pk}"


def _line(name: str, own: list[float], pooled: list[dict[str, list[float]]]) -> Line:
    others = [columns[_folded(name)] for columns in pooled if _folded(name) in columns]
    return Line(beside(name, own, others))


def _folded(name: str) -> str:
    return normalize("NFKC", name).casefold().strip()


def _figures(found: Quartiles) -> Figures:
    return Figures(*map(written, (found.low, found.middle, found.high)))
