"""The insights as a document for programs, and part by part as rows for a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from marketplace.insights.reads import Insights, Zones, co_signs
from marketplace.insights.serializers.cells import Row, harmless
from marketplace.insights.serializers.evidence import (
    BlockingSerializer,
    EvidenceSerializer,
    evidence_rows,
)
from marketplace.insights.vocabulary import Part
from marketplace.opportunities.serializers import PlacedSerializer
from marketplace.opportunities.vocabulary import Place

__all__ = ["EvidenceSerializer", "InsightsSerializer", "evidence_rows", "rows"]


class IndexDaySerializer(serializers.Serializer[Any]):
    """The last hour of a day. Yen a year with tax, by the latest publications."""

    at = serializers.DateTimeField()
    open_need_count = serializers.IntegerField()
    need_count = serializers.IntegerField()
    co_sign_count = serializers.SerializerMethodField()
    refusal_count = serializers.IntegerField()
    stated_yen = serializers.IntegerField()
    firm_yen = serializers.IntegerField()

    def get_co_sign_count(self, hour: Any) -> int:
        return co_signs(hour)


class BandSerializer(serializers.Serializer[Any]):
    estimate = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class ReachSerializer(serializers.Serializer[Any]):
    """Operations that would pay; population is null where nobody knows how many could use it."""

    asked_count = serializers.IntegerField()
    seen_count = serializers.IntegerField()
    eligible_count = serializers.IntegerField(allow_null=True)
    in_hand = serializers.FloatField()
    exposed = BandSerializer()
    population = BandSerializer(allow_null=True)


class TopNeedSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField(source="need.slug")
    title = serializers.CharField(source="need.title")
    is_sample = serializers.BooleanField(source="need.is_sample")
    firm_yen = serializers.IntegerField()
    firm_count = serializers.IntegerField(source="publication.firm_count")
    priced_count = serializers.IntegerField(source="publication.priced_count")
    published_at = serializers.DateTimeField(source="publication.published_at")
    reach = ReachSerializer(allow_null=True)


class WhySerializer(serializers.Serializer[Any]):
    reason = serializers.CharField()
    count = serializers.IntegerField(allow_null=True)


class ProductSerializer(serializers.Serializer[Any]):
    """An empty name stands for all the others."""

    name = serializers.CharField(allow_blank=True)
    need_count = serializers.IntegerField()
    wanted_count = serializers.IntegerField()
    by_hand_count = serializers.IntegerField(allow_null=True)


class AttendanceSerializer(serializers.Serializer[Any]):
    sector = serializers.CharField()
    operation_count = serializers.IntegerField(allow_null=True)
    census_count = serializers.IntegerField(source="census.value", default=None)
    census_year = serializers.IntegerField(source="census.year", default=None)
    census_measure = serializers.CharField(source="census.measure", default=None)
    census_source = serializers.CharField(source="census.source", default=None)


class HoursSerializer(serializers.Serializer[Any]):
    """Hours a year that a kind of work takes, by who can give them."""

    task = serializers.CharField()
    seniority = serializers.CharField()
    hours = serializers.IntegerField()
    need_count = serializers.IntegerField()


class PrefectureSerializer(serializers.Serializer[Any]):
    prefecture = serializers.CharField()
    co_sign_count = serializers.IntegerField(allow_null=True)


class InsightsSerializer(serializers.Serializer[Insights]):
    """Null is a count that is hidden: fewer than three, or what would give one away."""

    is_sample = serializers.BooleanField()
    index = IndexDaySerializer(many=True, source="days")
    prefectures = serializers.SerializerMethodField()
    needs = TopNeedSerializer(many=True)
    reasons = WhySerializer(many=True)
    products = ProductSerializer(many=True)
    sectors = AttendanceSerializer(many=True)
    blocking = BlockingSerializer(many=True)
    hours = HoursSerializer(many=True)

    def get_prefectures(self, read: Insights) -> list[dict[str, Any]]:
        return [
            {"prefecture": code, "co_sign_count": count} for code, count in read.prefectures.items()
        ]


class ZoneCountSerializer(serializers.Serializer[Any]):
    """Null is hidden, or nothing to divide by."""

    zone = serializers.ChoiceField(choices=Place.choices)
    need_count = serializers.IntegerField()
    need_share = serializers.FloatField(allow_null=True, help_text="Of needs in a zone, 0–1.")
    supply_count = serializers.IntegerField(
        allow_null=True, help_text="Builders, opened offers and products that exist already."
    )
    supply_share = serializers.FloatField(allow_null=True, help_text="Of all that is built, 0–1.")
    lift = serializers.FloatField(
        allow_null=True, help_text="Share of supply over share of needs; above 1, more is built."
    )


class PlacedNeedSerializer(PlacedSerializer):
    slug = serializers.CharField(source="need.slug")
    title = serializers.CharField(source="need.title", help_text="As written.")


class ZonesSerializer(serializers.Serializer[Zones]):
    """The most wanted open needs that three operations and two developers have spoken of."""

    is_sample = serializers.BooleanField()
    counted_at = serializers.DateTimeField()
    looked_at_count = serializers.IntegerField()
    untold_count = serializers.IntegerField(help_text="Too few wishes or ratings to be placed.")
    border_count = serializers.IntegerField(help_text="Placed with less than 0.8 certainty.")
    rating_count = serializers.IntegerField()
    zones = ZoneCountSerializer(many=True)
    needs = PlacedNeedSerializer(many=True)


def rows(read: Insights, part: Part) -> Iterator[Row]:
    """Write one part as rows, the first one naming the columns.

    A hidden count is an empty cell.
    """
    document: dict[str, Any] = InsightsSerializer(read).data
    lines = [_flat(line) for line in document[part.value]]
    if not lines:
        yield [_("None yet.")]
        return
    names = list(dict.fromkeys(name for line in lines for name in line))
    # A part that is null in one line and told in another has the columns of what is told.
    names = [name for name in names if not any(n.startswith(f"{name}_") for n in names)]
    yield list(names)
    for line in lines:
        yield [harmless(line.get(name)) for name in names]


def _flat(line: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Write a document in one line: what stands within another is named after both."""
    flat: dict[str, Any] = {}
    for name, value in line.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{before}{name}_")
        else:
            flat[f"{before}{name}"] = value
    return flat
