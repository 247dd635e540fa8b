"""What programs read and write of needs and answers."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from demand.answers import reads
from demand.answers.models import Publication
from demand.answers.vocabulary import Level, Reason
from demand.details.reads import details_of
from demand.details.serializers import DetailsSerializer
from demand.needs.arithmetic.acceptance import Metric
from demand.needs.models import FEWEST_RUNGS, MOST_RUNGS, Need
from demand.needs.reads.telling import acceptance_document, in_english
from demand.needs.vocabulary import Kind, Period, Task, Thing
from demand.operations.vocabulary import Prefecture, Sector
from demand.talk.reads import known_products
from demand.talk.serializers import KnownProductSerializer

MOST_YEN = 2_147_483_647
TAX = 1.10


class PremiumSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """What automation would cost those who do not want it, from five who say so on."""

    count = serializers.IntegerField()
    per_unit = serializers.IntegerField(help_text="Mean, yen with tax per unit, two digits.")
    net_revenue = serializers.IntegerField(
        allow_null=True, help_text="Revenue at the best rung less what they would lose, yen."
    )


class SensitivitySerializer(serializers.Serializer):  # type: ignore[type-arg]
    """The curve again if people say more than they pay. An assumption, no second correction."""

    divisor = serializers.DictField(
        child=serializers.FloatField(),
        help_text="By what prices stated below a letter are divided: median, low, high (90 %).",
    )
    pair_count = serializers.IntegerField(
        help_text="Pairs of stated and paid prices that it rests on; 0 where it is assumed."
    )
    buyers = serializers.DictField(
        child=serializers.ListField(child=serializers.FloatField()),
        help_text="Operations at each rung: estimate, low, high; all below a letter paying.",
    )


class PublicationSerializer(serializers.ModelSerializer[Publication]):
    """A curve: what is expected at each rung, with 90 % bands."""

    points = serializers.SerializerMethodField(
        help_text="Per rung: price with tax and price_without_tax in yen, share of priced "
        "answers, buyers, quantity, revenue in yen with tax; each estimate, low, high (90 %)."
    )

    premium = PremiumSerializer(source="curve.premium", allow_null=True, default=None)
    sensitivity = SensitivitySerializer(source="curve.sensitivity", allow_null=True, default=None)

    class Meta:
        model = Publication
        fields = [
            *("number", "grade", "priced_count", "best_rung", "published_at", "points"),
            *("premium", "sensitivity"),
        ]

    def get_points(self, publication: Publication) -> list[dict[str, Any]]:
        return [
            {**point, "price_without_tax": round(point["price"] / TAX)}
            for point in publication.points()
        ]


class AnswerSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """An operation's own answer. Nobody else's is ever served."""

    level = serializers.ChoiceField(choices=Level.choices)
    cap = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=MOST_YEN,
        help_text="Highest price at which you would still buy, yen with tax per unit.",
    )
    lowest_no = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=MOST_YEN,
        help_text="From which price on you would no longer buy, yen with tax per unit. Left out, "
        "it is the next rung above the cap. With the cap it bounds where your price lies.",
    )
    quantity = serializers.DecimalField(
        max_digits=10, decimal_places=2, required=False, allow_null=True, help_text="In units."
    )
    certainty = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=10, help_text="Out of ten."
    )
    hours_lost = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=MOST_YEN, help_text="Hours a year."
    )
    sales_lost = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=MOST_YEN, help_text="Yen a year."
    )
    reason = serializers.ChoiceField(
        choices=Reason.choices, required=False, help_text="Why, if the level is REFUSES."
    )
    premium_lost = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=MOST_YEN,
        help_text="Brand premium that automation would cost you, yen with tax per unit; only if "
        "the reason is NOT_AUTOMATED.",
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=400)


class AnswerToNeedSerializer(AnswerSerializer):
    """An answer to a need whose prices its program has read."""

    price_key = serializers.CharField(
        required=False,
        write_only=True,
        allow_blank=True,
        max_length=12,
        help_text="The need's `price_key` as you read it: 409 if its prices are others by now.",
    )


class CoSignSerializer(AnswerToNeedSerializer):
    operation = serializers.SlugField(
        required=False,
        source="operation.organisation.slug",
        help_text="Slug of the organisation that answers; your own if left out.",
    )
    answered_at = serializers.DateTimeField(read_only=True)
    changed_at = serializers.DateTimeField(read_only=True)

    @staticmethod
    def words(validated: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in validated.items() if name != "operation"}


class CriterionSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """What good enough means, for who builds it."""

    metric = serializers.ChoiceField(choices=[metric.value for metric in Metric])
    threshold = serializers.FloatField(help_text="The share that must be right, 0–1.")
    proof_trials = serializers.IntegerField(
        allow_null=True,
        help_text="Fewest trials without a failure that show it (Wilson, one-sided 95 %).",
    )
    statement = serializers.DictField(child=serializers.CharField(), help_text="By language.")


class NeedSerializer(serializers.ModelSerializer[Need]):
    """A need as programs read it. Texts are as they were written."""

    url = serializers.URLField(source="get_absolute_url", read_only=True)
    posted_by = serializers.CharField(source="posted_by.organisation.slug", read_only=True)
    kind = serializers.ChoiceField(choices=Kind.choices)
    sector = serializers.ChoiceField(choices=Sector.choices)
    prefecture = serializers.ChoiceField(choices=Prefecture.choices, help_text="JIS X 0401 code.")
    tasks = serializers.ListField(
        child=serializers.ChoiceField(choices=Task.choices), default=list, max_length=len(Task)
    )
    thing = serializers.ChoiceField(choices=Thing.choices, required=False, allow_blank=True)
    period = serializers.ChoiceField(choices=Period.choices, required=False, allow_blank=True)
    rungs = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MOST_YEN),
        default=list,
        max_length=MOST_RUNGS,
        help_text=f"{FEWEST_RUNGS} to {MOST_RUNGS} rising prices, yen with tax per unit.",
    )
    canonical = serializers.SlugRelatedField[Any](
        slug_field="slug", read_only=True, help_text="The need that this one was merged into."
    )
    rungs_without_tax = serializers.SerializerMethodField(help_text="Yen per unit.")
    price_key = serializers.CharField(
        read_only=True, help_text="A word for thing, period and rungs as they stand; see co-signs."
    )
    english_summary = serializers.SerializerMethodField(
        help_text="Put together from the fields; the texts themselves are not translated."
    )
    acceptance = serializers.SerializerMethodField()
    co_sign_count = serializers.IntegerField(source="demand.co_sign_count", read_only=True)
    refusal_count = serializers.IntegerField(source="demand.refusal_count", read_only=True)

    class Meta:
        model = Need
        fields = [
            *("slug", "url", "kind", "sector", "product", "prefecture", "tasks"),
            *("title", "story", "acceptance_hits", "acceptance_trials", "acceptance_note"),
            *("english_summary", "acceptance"),
            *("thing", "period", "rungs", "rungs_without_tax", "price_key"),
            *("eligible_count", "eligible_source"),
            *("posted_by", "posted_at", "open_until", "shared_data", "is_sample", "canonical"),
            *("co_sign_count", "refusal_count"),
        ]
        read_only_fields = ["slug", "posted_at", "shared_data", "is_sample"]

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_rungs_without_tax(self, need: Need) -> list[int]:
        return [round(price / TAX) for price in need.rungs]

    def get_english_summary(self, need: Need) -> str:
        return in_english(need)

    @extend_schema_field(CriterionSerializer(allow_null=True))
    def get_acceptance(self, need: Need) -> dict[str, Any] | None:
        return acceptance_document(need)

    def validate_rungs(self, rungs: list[int]) -> list[int]:
        return sorted(set(rungs))


class NeedWithCurveSerializer(NeedSerializer):
    """One need, with its counts by level and its latest publication, null before the first."""

    level_counts = serializers.SerializerMethodField(
        help_text="co_signs, refuses and priced in all; co-signs by level, null below three."
    )
    tier_counts = serializers.SerializerMethodField(
        help_text="Co-signs by how sure one can be of who they are; null below three. Of a "
        "corporate number only the form is checked."
    )
    discounted_count = serializers.FloatField(
        source="demand.discounted_count",
        read_only=True,
        help_text="Co-signs once what looks like one hand is discounted; co_sign_count is raw.",
    )
    publication = serializers.SerializerMethodField()
    details = serializers.SerializerMethodField()
    known_products = serializers.SerializerMethodField(
        help_text="Products said to exist: product, price in yen with tax, link, is_seller, "
        "text, and shortfall: why it is not enough, in the poster's words."
    )
    answer = AnswerSerializer(
        write_only=True, required=False, help_text="Your own answer, given with the need."
    )

    class Meta(NeedSerializer.Meta):
        fields = [
            *NeedSerializer.Meta.fields,
            *("level_counts", "tier_counts", "discounted_count"),
            *("publication", "details", "known_products", "answer"),
        ]

    @extend_schema_field(
        {"type": "object", "additionalProperties": {"type": "integer", "nullable": True}}
    )
    def get_level_counts(self, need: Need) -> dict[str, int | None]:
        return reads.level_counts(need.demand.level_counts)

    @extend_schema_field(KnownProductSerializer(many=True))
    def get_known_products(self, need: Need) -> list[dict[str, Any]]:
        return known_products(need)

    @extend_schema_field(
        {"type": "object", "additionalProperties": {"type": "integer", "nullable": True}}
    )
    def get_tier_counts(self, need: Need) -> dict[str, int | None]:
        return reads.tier_counts(need.demand.tier_counts)

    @extend_schema_field(PublicationSerializer(allow_null=True))
    def get_publication(self, need: Need) -> dict[str, Any] | None:
        latest = Publication.objects.latest_of(need.pk)
        return PublicationSerializer(latest).data if latest else None

    @extend_schema_field(DetailsSerializer)
    def get_details(self, need: Need) -> dict[str, Any]:
        document: dict[str, Any] = DetailsSerializer(details_of(need)).data
        return document
