"""Which data a need asks for and nobody has shared yet: one reading for page and API."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from django.db.models import Count
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from datasets.intake.arithmetic.coverage import FEWEST_TOLD, Asked, Covered, coverage
from datasets.intake.models import Collection
from datasets.intake.vocabulary import SEASONS
from datasets.library.models import Version
from datasets.library.vocabulary import Access
from datasets.measures.arithmetic.cells import Cell
from datasets.measures.models import CellCounts
from demand.answers.arithmetic.suppression import shown_cells
from demand.answers.models import Answer
from demand.needs.arithmetic.search.thesaurus import folded_name, thesaurus
from demand.needs.models import Need
from demand.needs.vocabulary import Kind
from demand.operations.vocabulary import Prefecture

BETWEEN = re.compile(r"[\n,、，/／・;]+")
# Varieties that somebody names beside a product are of that product.
BESIDES = re.compile(r"[(（][^)）]*[)）]")
MOST_REGIONS, MOST_LABELS, MOST_PRODUCTS = 6, 8, 3


@dataclass(frozen=True)
class Wanted:
    """One kind of labels in words, and where it is shared."""

    need: Need
    covered: Covered

    @property
    def cell(self) -> Cell:
        return self.covered.cell

    @property
    def region(self) -> str:
        return str(Prefecture(self.cell.region).label)

    @property
    def season(self) -> Promise:
        return SEASONS[self.cell.season]

    @property
    def share_url(self) -> str:
        """The upload form with the need ticked and the kind filled in."""
        words = {name: word for name, word in self.cell._asdict().items() if word}
        return f"{reverse('share_dataset')}?{urlencode({'need': self.need.slug, **words})}"


@dataclass(frozen=True)
class Coverage:
    """What a need asks for, and how much of each kind there is. `dataset_count` were counted."""

    need: Need
    wanted: list[Wanted]
    dataset_count: int
    knows_classes: bool

    @cached_property
    def lacking_count(self) -> int:
        return sum(each.covered.is_lacking for each in self.wanted)

    @property
    def rows(self) -> Iterator[tuple[Wanted, list[Wanted]]]:
        """Give the kinds as a table has them: a row for each, its seasons side by side."""
        for _key, some in groupby(self.wanted, lambda each: each.cell._replace(season="")):
            seasons = list(some)
            yield seasons[0], seasons


def coverage_of(need: Need) -> Coverage | None:
    """Tell which data a need asks for and lacks; None for what no machine learns. Three queries.

    Regions are where it was posted and where at least three answer; classes are those that
    photos are collected for, else those in its data. Seasons are all four (仮定).
    """
    if need.kind != Kind.TECHNOLOGY:
        return None
    held = _held(need)
    labels = _labels(need, held)
    products = _products(need)
    asked = Asked(products, _regions(need), labels)
    wanted = [Wanted(need, each) for each in coverage(asked, _of_products(need, held, products))]
    return Coverage(need, wanted, len({version for version, *_rest in held}), bool(labels))


type _Row = tuple[int, Cell, int]


def _held(need: Need) -> list[_Row]:
    """List what the newest version of each data set has that others may see, by version."""
    newest = (
        Version.objects.published()
        .filter(dataset__needs=need)
        .exclude(dataset__access=Access.OWNER)
        .order_by("dataset", "-number")
        .distinct("dataset")
    )
    counts = CellCounts.objects.filter(version__in=newest.values("pk"))
    return [(each.pk, cell, count) for each in counts for cell, count in each.counted]


def _of_products(
    need: Need, held: list[_Row], products: tuple[str, ...]
) -> Iterator[tuple[Cell, int]]:
    """Call products as the need does; what says none is of the need's one."""
    known = {key: name for name in products for key in _meanings(name, need.sector)}
    for _version, cell, count in held:
        meant = _meanings(cell.product, need.sector) if cell.product else ()
        name = next((known[key] for key in meant if key in known), "")
        if not cell.product and len(products) == 1:
            name = products[0]
        yield cell._replace(product=name), count


def _meanings(name: str, sector: str) -> list[str]:
    """Give a product's folded name and its concepts: 苺 and いちご are one."""
    folded = folded_name(name)
    found = thesaurus().by_name.get(folded, ())
    return [folded, *(f"concept {each.key}" for each in found if each.fits(frozenset({sector})))]


def _products(need: Need) -> tuple[str, ...]:
    words = BETWEEN.split(BESIDES.sub("", need.product))
    named = [word.strip() for word in words if word.strip()]
    return tuple(dict.fromkeys(named))[:MOST_PRODUCTS] or (need.product,)


def _regions(need: Need) -> tuple[str, ...]:
    """Name where it was posted, then where most answer; small counts stay hidden."""
    answers = Answer.objects.co_signs().filter(need__in=Need.objects.gathered_in(need))
    rows = answers.values_list("operation__prefecture").annotate(Count("id")).order_by()
    shown = {name: count for name, count in shown_cells(dict(rows)).items() if count}
    by_count = sorted(shown, key=lambda name: (-(shown[name] or 0), name))
    return tuple(dict.fromkeys([need.prefecture, *by_count]))[:MOST_REGIONS]


def _labels(need: Need, held: list[_Row]) -> tuple[str, ...]:
    collections = Collection.objects.filter(dataset__needs=need).order_by("opened_at", "pk")
    asked = [name for each in collections for name in each.classes]
    counts: Counter[str] = Counter()
    for _version, cell, count in held:
        counts[cell.label] += count
    seen = [name for name, count in counts.most_common() if name and count >= FEWEST_TOLD]
    return tuple(dict.fromkeys(asked or seen))[:MOST_LABELS]


def cell_in_words(cell: Cell) -> str:
    """Say a kind of labels in one line, as a title says it."""
    region = Prefecture(cell.region).label if cell.region in Prefecture else ""
    season = SEASONS.get(cell.season, "")
    return _(", ").join(str(word) for word in (cell.product, region, season, cell.label) if word)


@lru_cache(maxsize=1)
def prefecture_names() -> dict[str, str]:
    """Give the codes of prefectures by what people write in a column, in both languages."""
    names: dict[str, str] = {}
    for language in ("ja", "en"):
        with translation.override(language):
            for each in Prefecture:
                name = str(each.label).casefold()
                names |= {name: each.value, name[:-1] if name[-1] in "都府県" else name: each.value}
    return names | {each.value: each.value for each in Prefecture}
