"""Estimates: what a need would pay a typical developer, with what it rests on."""

from datetime import date, datetime
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Exists, F, FilteredRelation, Q
from django.db.models.functions import Coalesce, Now

from demand.answers.arithmetic.suppression import FEWEST_SHOWN
from demand.answers.models import Publication
from demand.needs.models import Need
from marketplace.developers.models import Developer
from marketplace.opportunities.vocabulary import Obstacle

# Stand in the order of the list for what is not known: last.
FARTHEST, LEAST, NO_CHANCE = 2_147_483_647, -9_223_372_036_854_775_808, -1.0
NEVER = date(9999, 12, 31)
# The order that the list has at first. What it says of the reader comes between these.
NEAREST_FIRST = ("rank_missing", "-rank_payoff", "-rank_chance", "-rank_firm", "rank_until")


class EstimateQuerySet(models.QuerySet["Estimate"]):
    def for_list(self) -> Self:
        return self.select_related("need__posted_by__organisation", "need__demand", "publication")

    def open_on(self, day: date) -> Self:
        """Keep estimates of listed needs that still take answers."""
        return self.filter(
            Q(need__open_until=None) | Q(need__open_until__gte=day),
            need__closed_at=None,
            need__hidden_at=None,
            need__canonical=None,
            need__faded_at=None,
        )

    def matched_with(self, developer: Developer) -> Self:
        """Keep what was matched with a developer, with the score that it got."""
        return self.filter(need__matches__developer=developer).annotate(
            match_score=F("need__matches__score")
        )

    def with_match(self, developer: Developer) -> Self:
        """Add how well each was matched with a developer, 0 where it was not."""
        own = FilteredRelation("need__matches", condition=Q(need__matches__developer=developer))
        return self.annotate(own_match=own, match_rank=Coalesce("own_match__score", 0.0))

    def real_if_any(self) -> Self:
        """Leave the samples out as soon as one real need exists."""
        a_real_one = Need.objects.filter(is_sample=False)
        return self.filter(Q(need__is_sample=False) | ~Exists(a_real_one))

    def keep(self, need: Need, *, read_at: datetime, **found: Any) -> bool:
        """Write a need's estimate, unless one that rests on newer facts is there already.

        Who reads the facts first may finish last: the number of the publication and the
        moment of reading tell which of two estimates stands. Returns whether it was written.
        """
        publication: Publication | None = found["publication"]
        with transaction.atomic():
            # Not the estimate's row: there is none the first time.
            Need.objects.select_for_update(no_key=True).get(pk=need.pk)
            standing = self.select_related("publication").filter(need=need).first()
            if standing and standing.is_newer(publication, read_at):
                return False
            self.update_or_create(
                need=need,
                defaults={
                    **found,
                    "sector": need.sector,
                    "prefecture": need.prefecture,
                    "estimated_at": read_at,
                    "rank_missing": _or_last(found["missing_commitments"], FARTHEST),
                    "rank_payoff": _or_last(found["npv_p50"], LEAST),
                    "rank_chance": _or_last(found["positive_share"], NO_CHANCE),
                    "rank_firm": _firmness(publication),
                    "rank_until": need.open_until or NEVER,
                },
            )
            EstimateRecord.objects.append(need, publication, read_at, found)
        return True


def _or_last[N: (int, float)](known: N | None, last: N) -> N:
    return last if known is None else known


def _firmness(publication: Publication | None) -> int:
    """Count the firm answers of a publication; a small cell counts as none, or the order would
    tell it.
    """
    firm = (publication.firm_count or 0) if publication else 0
    return firm if firm >= FEWEST_SHOWN else 0


class Estimate(models.Model):
    """One generic estimate per need, recomputed from publications, never from caps.

    Yen without tax, over the horizon of the model. No yen at all below five prices:
    then the document says what must be true for it to pay.
    """

    need = models.OneToOneField(Need, models.CASCADE, primary_key=True, related_name="estimate")
    # Gone with it: an estimate in yen that rests on nothing is refused below.
    publication = models.ForeignKey(Publication, models.CASCADE, null=True, related_name="+")
    npv_p5 = models.BigIntegerField(null=True)
    npv_p50 = models.BigIntegerField(null=True)
    npv_p95 = models.BigIntegerField(null=True)
    positive_share = models.FloatField(null=True)
    missing_commitments = models.PositiveIntegerField(null=True)
    obstacle = models.CharField(max_length=10, choices=Obstacle, blank=True)
    # The order of the list, without nulls: pages go on after the last row's values.
    rank_missing = models.PositiveIntegerField(default=FARTHEST)
    rank_payoff = models.BigIntegerField(default=LEAST)
    rank_chance = models.FloatField(default=NO_CHANCE, db_default=NO_CHANCE)
    rank_firm = models.PositiveIntegerField(default=0, db_default=0)
    rank_until = models.DateField(default=NEVER, db_default=NEVER)
    # Of its need, as they stood: a facet and the order of the list must lie in one index.
    sector = models.CharField(max_length=11, editable=False, default="")
    prefecture = models.CharField(max_length=2, editable=False, default="")
    inputs = models.JSONField()
    result = models.JSONField()
    code_version = models.CharField(max_length=20)
    # When the facts were read that it rests on.
    estimated_at = models.DateTimeField(db_default=Now())

    objects = EstimateQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=[*NEAREST_FIRST, "-need"], name="estimates_in_full_order"),
            models.Index(fields=["-rank_payoff", "-need"], name="estimates_that_pay_most"),
            *(
                models.Index(
                    fields=[facet, *NEAREST_FIRST, "-need"],
                    name=f"estimates_in_a_{facet}",
                )
                for facet in ("sector", "prefecture", "obstacle")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(npv_p5=None, npv_p50=None, npv_p95=None, positive_share=None)
                | Q(
                    # Said outright: a comparison with nothing is neither true nor false,
                    # and would pass.
                    npv_p5__isnull=False,
                    npv_p50__isnull=False,
                    npv_p95__isnull=False,
                    positive_share__isnull=False,
                    npv_p5__lte=F("npv_p50"),
                    npv_p50__lte=F("npv_p95"),
                    positive_share__gte=0,
                    positive_share__lte=1,
                ),
                name="estimate_quantiles_are_in_order",
            ),
            models.CheckConstraint(
                condition=Q(npv_p50=None) | Q(publication__isnull=False),
                name="estimate_in_yen_rests_on_a_publication",
            ),
            models.CheckConstraint(
                condition=Q(obstacle="") | Q(obstacle__in=Obstacle.values),
                name="estimate_obstacle_is_known",
            ),
            models.CheckConstraint(
                condition=Q(rank_missing=Coalesce("missing_commitments", FARTHEST))
                & Q(rank_payoff=Coalesce("npv_p50", LEAST)),
                name="estimate_stands_where_its_numbers_say",
            ),
        ]

    def __str__(self) -> str:
        return f"estimate of {self.need}"

    def is_newer(self, publication: Publication | None, read_at: datetime) -> bool:
        """Tell whether it rests on a later publication, or on facts read later."""
        own = self.publication.number if self.publication else 0
        return (own, self.estimated_at) > (publication.number if publication else 0, read_at)


class EstimateRecordQuerySet(models.QuerySet["EstimateRecord"]):
    def append(
        self, need: Need, publication: Publication | None, at: datetime, found: dict[str, Any]
    ) -> None:
        """Keep what was first said in yen of a publication; what is kept already stays as it is."""
        if publication is None or found["npv_p50"] is None:
            return
        kept = EstimateRecord(
            need=need,
            publication_number=publication.number,
            inputs=found["inputs"],
            result=found["result"],
            code_version=found["code_version"],
            estimated_at=at,
        )
        self.bulk_create([kept], ignore_conflicts=True)


class EstimateRecord(models.Model):
    """What was said of a need's payoff, one row a publication, never changed.

    The one that stood when somebody began to build is scored by what came of it.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="estimate_records")
    publication_number = models.PositiveIntegerField()
    inputs = models.JSONField()
    result = models.JSONField()
    code_version = models.CharField(max_length=20)
    estimated_at = models.DateTimeField()

    objects = EstimateRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "publication_number"], name="a_publication_is_recorded_once"
            )
        ]

    def __str__(self) -> str:
        return f"estimate {self.publication_number} of {self.need}"
