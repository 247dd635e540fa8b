"""What a rule costs the field, as a document for programs and as rows for a spreadsheet."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from rest_framework import serializers

from demand.answers.models import Loss
from demand.answers.reads import LossSum
from demand.answers.vocabulary import LOSS_RULE, Lost
from demand.needs.models import Regulation
from marketplace.insights.reads.blocking import Blocking
from marketplace.insights.reads.evidence import Evidence, NeedEvidence
from marketplace.insights.serializers.cells import Row, harmless
from marketplace.insights.vocabulary import COUNT_RULE


class LossSumSerializer(serializers.Serializer[Any]):
    """What all who told it lose a year, each counted as the nearest of 1, 2, 5, 10, 20, 50, …"""

    total = serializers.IntegerField(help_text="Hours, or yen, a year.")
    told_count = serializers.IntegerField(help_text="Answers that tell it.")
    told_at = serializers.DateTimeField()


class BlockingSerializer(serializers.Serializer[Any]):
    """A regulation and what it blocks.

    Hours and yen are told of each need once five operations tell them, and renewed once five
    have changed; null where none is told.
    """

    slug = serializers.CharField(source="regulation.slug")
    regulation = serializers.CharField(source="regulation.title")
    text_number = serializers.CharField(source="regulation.text_number")
    need_count = serializers.IntegerField()
    seen_count = serializers.IntegerField(
        help_text="Operations that saw a need it blocks, or answered one."
    )
    wanted_count = serializers.IntegerField(help_text="Operations that want one of them.")
    tiers = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    hours_lost = LossSumSerializer(source="hours", allow_null=True)
    sales_lost = LossSumSerializer(source="sales", allow_null=True)


class OwnerSerializer(serializers.ModelSerializer[Regulation]):
    """A rule or procedure with the office in charge and what it replied, if it did."""

    class Meta:
        model = Regulation
        fields = ["slug", "title", "text_number", "level", "owner", "reply", "replied_on"]


class NeedEvidenceSerializer(serializers.Serializer[Any]):
    """One need that the rule blocks. Null is a count that is hidden, or losses not told yet."""

    slug = serializers.CharField(source="need.slug")
    title = serializers.CharField(source="need.title")
    is_sample = serializers.BooleanField(source="need.is_sample")
    seen_count = serializers.IntegerField()
    wanted_count = serializers.IntegerField()
    refusal_count = serializers.IntegerField(source="need.demand.refusal_count")
    tiers = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    hours_lost = LossSumSerializer(source="hours", allow_null=True)
    sales_lost = LossSumSerializer(source="sales", allow_null=True)


class EvidenceSerializer(serializers.Serializer[Any]):
    """All that is told of a rule. Counts are of `read_at`; losses bear their own moment."""

    regulation = OwnerSerializer()
    read_at = serializers.DateTimeField()
    is_sample = serializers.BooleanField()
    together = BlockingSerializer()
    needs = NeedEvidenceSerializer(many=True)
    rules = serializers.SerializerMethodField(help_text="What is hidden, and how losses are told.")

    def get_rules(self, read: Evidence) -> list[str]:
        return [str(COUNT_RULE), str(LOSS_RULE)]


def evidence_rows(read: Evidence) -> Iterator[Row]:
    """Write a rule's evidence as rows, a figure each with its n and date.

    A hidden figure is an empty cell.
    """
    yield [_("About"), _("Figure"), _("Value"), _("Answers"), _("As of")]
    for row in _said(read):
        yield [harmless(cell) for cell in row]
    yield [_("How this is counted"), f"{COUNT_RULE} {LOSS_RULE}", None, None, None]


def _said(read: Evidence) -> Iterator[Row]:
    rule, day = read.regulation, _day(read.read_at)
    yield [rule.title, _("number of the text"), rule.text_number, None, None]
    yield [rule.title, _("kind of text"), rule.get_level_display(), None, None]
    yield [rule.title, _("office in charge"), rule.owner, None, None]
    replied = _day(rule.replied_on) if rule.replied_on else None
    yield [rule.title, _("What the office says"), rule.reply or None, None, replied]
    yield [rule.title, _("Needs"), read.together.need_count, None, day]
    yield from _figures(rule.title, read.together, day)
    for each in read.needs:
        yield from _figures(each.need.title, each, day)


def _figures(about: str, told: Blocking | NeedEvidence, day: str) -> Iterator[Row]:
    """Write the counts of a rule or of a need with what all lose, hours apart from sales."""
    yield [about, _("Saw them"), told.seen_count, told.wanted_count, day]
    yield [about, _("Want it"), told.wanted_count, told.wanted_count, day]
    for label, count in told.tier_labels:
        yield [about, label, count, told.wanted_count, day]
    for lost, loss in ((Lost.HOURS, told.hours), (Lost.SALES, told.sales)):
        yield [about, str(lost.label), *_lost(loss)]


def _lost(loss: Loss | LossSum | None) -> Row:
    return [loss.total, loss.told_count, _day(loss.told_at)] if loss else [None, None, None]


def _day(moment: date) -> str:
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return date_format(day)
