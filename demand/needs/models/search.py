"""The index by which needs are found: made of lexemes of our own, kept by Postgres."""

from collections.abc import Iterable
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast

from demand.needs.arithmetic.search.lexemes import Entry, Written, edition, entry
from demand.needs.arithmetic.search.products import product_key
from demand.needs.models.need import Need


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def current(self) -> Self:
        return self.filter(edition=edition())

    def write(self, needs: Iterable[Need]) -> None:
        """Read needs and put them into the index, over what stood there.

        Two queries, and a third where a need is about another product than before.

        Whoever posts or changes a need calls it in the same transaction: the board
        shows it at once.
        """
        needs = list(needs)
        renamed = [need for need in needs if need.product_key != _product_of(need)]
        for need in renamed:
            need.product_key = _product_of(need)
        Need.objects.bulk_update(renamed, ["product_key"])
        read = {need.pk: entry(written(need)) for need in needs}
        rows = [
            SearchEntry(
                need_id=need_id,
                lexemes=Cast(Value(each.as_tsvector()), SearchVectorField()),
                edition=edition(),
            )
            for need_id, each in read.items()
        ]
        self.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["need"],
            update_fields=["lexemes", "edition"],
        )
        Spelling.objects.learn(read.values())


class SearchEntry(models.Model):
    """The lexemes of one need."""

    need = models.OneToOneField(Need, models.CASCADE, primary_key=True, related_name="search_entry")
    lexemes = SearchVectorField()
    # By which rules it was read: after a change of these it is read again.
    edition = models.CharField(max_length=20)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            # Without a list of pending rows, which would slow every search after a flood of needs.
            GinIndex(fields=["lexemes"], name="needs_by_lexeme", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"Search entry of need {self.need_id}"


class SpellingQuerySet(models.QuerySet["Spelling"]):
    def learn(self, entries: Iterable[Entry]) -> None:
        """Keep every spelling under which these needs are known."""
        known = {pair for each in entries for pair in each.spellings.items()}
        # In one order: two postings at once would otherwise wait for each other.
        rows = [Spelling(text=text, lexeme=lexeme) for text, lexeme in sorted(known)]
        self.bulk_create(rows, ignore_conflicts=True)


class Spelling(models.Model):
    """A word as people write it, and the lexeme that it stands for. Typos are compared with it."""

    text = models.CharField(max_length=80)
    lexeme = models.CharField(max_length=80)

    objects = SpellingQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["text"], name="spellings_by_likeness", opclasses=["gin_trgm_ops"])
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "lexeme"], name="a_spelling_is_known_once_for_a_lexeme"
            )
        ]

    def __str__(self) -> str:
        return f"{self.text} ({self.lexeme})"


def written(need: Need) -> Written:
    """Take what a need is found by."""
    return Written(
        title=need.title,
        product=need.product,
        story=f"{need.story}\n{need.acceptance_note}",
        sector=need.sector,
        prefecture=need.prefecture,
        kind=need.kind,
        tasks=tuple(need.tasks),
        shared_data=need.shared_data,
        key=need.pk,
        product_key=need.product_key,
    )


def _product_of(need: Need) -> str:
    return product_key(need.product, sector=need.sector)
