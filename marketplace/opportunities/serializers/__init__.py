"""What programs read of an opportunity: what its page shows. Nothing here is written."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from datasets.library.vocabulary import Access
from demand.answers.serializers import PublicationSerializer
from demand.needs.vocabulary import Kind, Period, Task, Thing
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.developers.vocabulary import Criterion, Hindrance
from marketplace.opportunities.reads import Opportunity, without_tax
from marketplace.opportunities.serializers.facets import OpportunityFacetsSerializer, labelled
from marketplace.opportunities.serializers.outcomes import (
    ToldOutcomeSerializer,
    TrackRecordSerializer,
)
from marketplace.opportunities.serializers.planning import (
    ChangedPlaceSerializer,
    PlanSerializer,
    WhatIfSerializer,
)
from marketplace.opportunities.serializers.together import NOTHING_TOGETHER, TogetherSerializer
from marketplace.opportunities.serializers.zones import PlacedSerializer, RatingSerializer
from marketplace.opportunities.vocabulary import Assumption, Obstacle, Unit

__all__ = [
    "NOTHING_TOGETHER",
    "OpportunityFacetsSerializer",
    "OpportunitySerializer",
    "PlacedSerializer",
    "RatingSerializer",
    "TogetherSerializer",
    "ToldOutcomeSerializer",
    "TrackRecordSerializer",
    "WholeOpportunitySerializer",
    "labelled",
]


class PublishedSerializer(PublicationSerializer):
    """The publication that an estimate rests on, without its points."""

    best_rung_without_tax = serializers.SerializerMethodField(help_text="Yen per unit.")

    class Meta(PublicationSerializer.Meta):
        fields = [
            *("number", "grade", "priced_count", "best_rung", "best_rung_without_tax"),
            "published_at",
        ]

    def get_best_rung_without_tax(self, publication: Any) -> int | None:
        return without_tax(publication.best_rung) if publication.best_rung else None


class PayoffSerializer(serializers.Serializer[Any]):
    """Net present value over seven years for a typical developer. Yen without tax, assumed."""

    npv_p5 = serializers.IntegerField(help_text="Yen; 19 outcomes in 20 are better.")
    npv_p50 = serializers.IntegerField(help_text="Yen; half of the outcomes are better.")
    npv_p95 = serializers.IntegerField(help_text="Yen; 1 outcome in 20 is better.")
    positive_share = serializers.FloatField(help_text="Share of outcomes above zero, 0–1.")


class ReasonSerializer(serializers.Serializer[Any]):
    criterion = serializers.ChoiceField(choices=Criterion.choices)
    value = serializers.FloatField(help_text="0–1.")
    weight = serializers.FloatField(help_text="0–1; all weights add up to 1.")
    points = serializers.FloatField(help_text="value × weight; all points add up to the score.")


class MatchSerializer(serializers.Serializer[Any]):
    """How well it fits the developer that you act for: the score is the sum of its reasons."""

    score = serializers.FloatField(source="fit.score", help_text="0–1.")
    positive_share = serializers.FloatField(
        allow_null=True, help_text="Share of outcomes above zero at your own costs, 0–1."
    )
    reasons = ReasonSerializer(source="fit.reasons", many=True)
    hindrances = serializers.ListField(
        source="fit.hindrances",
        child=serializers.ChoiceField(choices=Hindrance.choices),
        help_text="Why not, whatever the score.",
    )


class OpportunitySerializer(serializers.Serializer[Opportunity]):
    slug = serializers.CharField(source="need.slug")
    url = serializers.SerializerMethodField()
    title = serializers.CharField(source="need.title", help_text="As written.")
    kind = serializers.ChoiceField(source="need.kind", choices=Kind.choices)
    sector = serializers.ChoiceField(source="need.sector", choices=Sector.choices)
    product = serializers.CharField(source="need.product", help_text="As written.")
    prefecture = serializers.ChoiceField(
        source="need.prefecture", choices=Prefecture.choices, help_text="JIS X 0401 code."
    )
    tasks = serializers.ListField(
        source="need.tasks", child=serializers.ChoiceField(choices=Task.choices)
    )
    thing = serializers.ChoiceField(source="need.thing", choices=Thing.choices, allow_blank=True)
    period = serializers.ChoiceField(source="need.period", choices=Period.choices, allow_blank=True)
    posted_at = serializers.DateTimeField(source="need.posted_at")
    open_until = serializers.DateField(source="need.open_until", allow_null=True)
    is_sample = serializers.BooleanField(source="need.is_sample")
    co_sign_count = serializers.IntegerField(source="need.demand.co_sign_count")
    refusal_count = serializers.IntegerField(source="need.demand.refusal_count")
    publication = PublishedSerializer(
        allow_null=True, help_text="Null below five answers that carry a price."
    )
    label_count = serializers.IntegerField(
        allow_null=True, help_text="Labels that may be used for models that are sold."
    )
    payoff = serializers.SerializerMethodField(
        help_text="Null below five answers that carry a price."
    )
    missing_commitments = serializers.IntegerField(
        source="estimate.missing_commitments",
        default=None,
        allow_null=True,
        help_text="More conditional promises until it pays as often as not; "
        "null where no number would do.",
    )
    obstacle = serializers.ChoiceField(
        source="estimate.obstacle", default="", choices=Obstacle.choices, allow_blank=True
    )
    estimated_at = serializers.DateTimeField(
        source="estimate.estimated_at",
        default=None,
        allow_null=True,
        help_text="Null until it is estimated, moments after it was posted.",
    )
    match = MatchSerializer(
        source="own", allow_null=True, help_text="Null unless you act for a developer."
    )

    def get_url(self, shown: Opportunity) -> str:
        return reverse("opportunity", args=[shown.need.slug])

    @extend_schema_field(PayoffSerializer(allow_null=True))
    def get_payoff(self, shown: Opportunity) -> dict[str, Any] | None:
        if shown.estimate is None or shown.estimate.positive_share is None:
            return None
        return dict(PayoffSerializer(shown.estimate).data)


class LinkedDatasetSerializer(serializers.Serializer[Any]):
    """The latest version of a data set that was shared for the need."""

    slug = serializers.CharField(source="dataset.slug")
    title = serializers.CharField(source="dataset.title", help_text="As written.")
    version = serializers.IntegerField(source="number")
    row_count = serializers.IntegerField()
    label_column = serializers.CharField(help_text="Empty where there are no labels.")
    access = serializers.ChoiceField(source="dataset.access", choices=Access.choices)
    may_train = serializers.BooleanField(source="terms.may_train")
    may_sell_models = serializers.BooleanField(source="terms.may_sell_models")
    published_at = serializers.DateTimeField()


class LeverSerializer(serializers.Serializer[Any]):
    """One thing that could be lifted, and what that would add to the middle outcome."""

    obstacle = serializers.ChoiceField(choices=Obstacle.choices)
    takes = serializers.CharField(help_text="In words.")
    gain = serializers.IntegerField(help_text="Yen without tax.")
    effort = serializers.IntegerField(help_text="Yen without tax, assumed.")
    is_obstacle = serializers.BooleanField()


class BlockingRuleSerializer(serializers.Serializer[Any]):
    """A rule that its poster names: it stands in the way."""

    slug = serializers.CharField()
    title = serializers.CharField(help_text="As written.")
    url = serializers.CharField(source="get_absolute_url")


class AssumedSerializer(serializers.Serializer[Any]):
    """One input of the payoff model, with what it rests on."""

    name = serializers.ChoiceField(choices=Assumption.choices)
    label = serializers.CharField()  # type: ignore[assignment]  # the name of a column, not of the field
    unit = serializers.ChoiceField(choices=Unit.choices)
    middle = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    basis = serializers.CharField()


class WholeOpportunitySerializer(OpportunitySerializer):
    """One opportunity with everything that its page tells."""

    story = serializers.CharField(source="need.story", help_text="As written.")
    acceptance_hits = serializers.IntegerField(source="need.acceptance_hits", allow_null=True)
    acceptance_trials = serializers.IntegerField(source="need.acceptance_trials", allow_null=True)
    level_counts = serializers.DictField(
        child=serializers.IntegerField(allow_null=True),
        help_text="co_signs, refuses and priced in all; co-signs by level, null below three.",
    )
    curve = serializers.SerializerMethodField(
        help_text="The publication with its points, null before the first."
    )
    datasets = LinkedDatasetSerializer(source="versions", many=True)
    obstacle_takes = serializers.CharField(
        source="takes", help_text="What lifting the obstacle takes, in words."
    )
    levers = LeverSerializer(many=True)
    places = ChangedPlaceSerializer(many=True)
    regulations = BlockingRuleSerializer(many=True)
    standing = PlacedSerializer(
        source="placed", help_text="Where it stands between wanted and feasible."
    )
    assumptions = AssumedSerializer(many=True)
    inputs = serializers.JSONField(
        source="estimate.inputs", default=None, help_text="The facts that it was computed from."
    )
    result = serializers.JSONField(
        source="estimate.result", default=None, help_text="All that was computed."
    )
    code_version = serializers.CharField(source="estimate.code_version", default="")
    what_if = WhatIfSerializer(
        allow_null=True, help_text="Null unless you set assumptions, as in ?wage=900000."
    )
    plan = PlanSerializer(allow_null=True, help_text="Null where no price is asked.")

    @extend_schema_field(PublicationSerializer(allow_null=True))
    def get_curve(self, shown: Opportunity) -> dict[str, Any] | None:
        return dict(PublicationSerializer(shown.publication).data) if shown.publication else None
