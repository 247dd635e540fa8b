"""What programs read and write of what is said."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from demand.talk.models import Remark, Ruling
from demand.talk.models.remarks import MOST_LETTERS
from demand.talk.vocabulary import TOLD, Act, Complaint, Saying

MOST_YEN = 2_147_483_647


class RemarkSerializer(serializers.ModelSerializer[Remark]):
    """Something said about a need. Texts are as they were written."""

    kind = serializers.ChoiceField(choices=Saying.choices)
    text = serializers.CharField(max_length=MOST_LETTERS)
    need = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    parent = serializers.PrimaryKeyRelatedField(  # type: ignore[assignment]  # DRF names one so too
        queryset=Remark.objects.shown(),
        required=False,
        allow_null=True,
        help_text="The question or comment that a REPLY belongs to.",
    )
    price = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=MOST_YEN, help_text="With tax."
    )
    progress = serializers.ChoiceField(
        choices=[(each.value, each.label) for each in TOLD],
        required=False,
        allow_blank=True,
        help_text="Where the need stands; in NEWS alone.",
    )
    organisation = serializers.CharField(
        source="organisation.slug", read_only=True, allow_null=True, default=None
    )

    shortfall = serializers.CharField(
        read_only=True, help_text="Of a product: why it is not enough, in the poster's words."
    )

    class Meta:
        model = Remark
        fields = [
            *("id", "need", "kind", "parent", "text", "product", "price", "link", "is_seller"),
            *("shortfall", "progress", "organisation", "state", "said_at"),
        ]
        read_only_fields = ["id", "state", "said_at"]
        extra_kwargs = {
            name: {"required": False} for name in ("product", "price", "link", "is_seller")
        }

    def validate_kind(self, kind: str) -> str:
        """Leave a shortfall to its own address, which knows who may say it."""
        if kind == Saying.SHORTFALL:
            raise serializers.ValidationError(_("Say this under the product itself."))
        return kind

    def to_representation(self, remark: Remark) -> dict[str, Any]:
        document = super().to_representation(remark)
        # A merge writes news that no program may write.
        document["progress"] = remark.progress
        return document


class KnownProductSerializer(serializers.ModelSerializer[Remark]):
    """A product that somebody says exists, and why it is not enough."""

    shortfall = serializers.CharField(read_only=True)

    class Meta:
        model = Remark
        fields = ["product", "price", "link", "is_seller", "text", "shortfall"]
        read_only_fields = fields


class TextSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=400)


class AppealSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=1000)


class ReportSerializer(serializers.Serializer[Any]):
    complaint = serializers.ChoiceField(choices=Complaint.choices)
    words = serializers.CharField(required=False, allow_blank=True, max_length=400)


class RulingSerializer(serializers.ModelSerializer[Ruling]):
    """A moderator's decision about a remark or a need."""

    need = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)

    class Meta:
        model = Ruling
        fields = ["id", "act", "remark", "need", "reason", "ruled_at", "appeal", "appealed_at"]
        read_only_fields = fields


class LoggedRulingSerializer(RulingSerializer):
    """The same with its actor, for moderators."""

    by = serializers.EmailField(source="by.email", read_only=True, allow_null=True)

    class Meta(RulingSerializer.Meta):
        fields = [*RulingSerializer.Meta.fields, "by", "heard_at"]
        read_only_fields = fields


class DecisionSerializer(serializers.Serializer[Any]):
    """One decision about many things, all or none."""

    remarks = serializers.ListField(
        child=serializers.IntegerField(), required=False, default=list, max_length=100
    )
    needs = serializers.ListField(
        child=serializers.SlugField(), required=False, default=list, max_length=100
    )
    act = serializers.ChoiceField(choices=Act.choices)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=400, default="")


class CaseSerializer(serializers.Serializer[Any]):
    """What waits for a moderator."""

    key = serializers.CharField()
    need = serializers.SlugField(source="need.slug")
    remark = RemarkSerializer(allow_null=True)
    complaints = serializers.SerializerMethodField()
    appeals = serializers.SerializerMethodField()

    def get_complaints(self, case: Any) -> list[str]:
        return [report.complaint for report in case.reports]

    def get_appeals(self, case: Any) -> list[str]:
        return [ruling.appeal for ruling in case.appeals]


class UnblockSerializer(serializers.Serializer[Any]):
    ruling = serializers.IntegerField(help_text="The id of the ruling that blocked the author.")
