from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from datasets.intake.models import Step
from datasets.library.models.terms import GUIDELINE
from datasets.library.vocabulary import Access
from demand.needs.models import Need


class StepSerializer(serializers.ModelSerializer[Step]):
    duration = serializers.DurationField(read_only=True)
    error = serializers.CharField(read_only=True, help_text="In the language that you ask for.")

    class Meta:
        model = Step
        fields = [
            "name",
            "state",
            "progress_share",
            "duration",
            "error_code",
            "error_where",
            "error",
        ]


class ShareSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """A file to share, as multipart/form-data: its bytes, or what came in pieces by tus."""

    title = serializers.CharField(max_length=100)
    description = serializers.CharField(max_length=4000)
    file = serializers.FileField(allow_empty_file=True, required=False)
    transfer = serializers.UUIDField(
        required=False, help_text="The last part of where tus put a file, in place of `file`."
    )
    need = serializers.SlugRelatedField(
        "slug", queryset=Need.objects.filter(hidden_at=None), required=False, allow_null=True
    )
    access = serializers.ChoiceField(choices=Access.choices, default=Access.OPEN)
    purpose = serializers.CharField(max_length=200)
    may_train = serializers.BooleanField(default=True)
    may_sell_models = serializers.BooleanField(default=True)
    may_pass_on = serializers.BooleanField(default=False)

    def get_fields(self) -> dict[str, Any]:
        """Add the clauses of the terms, each with its usual choice."""
        clauses = {
            clause: serializers.ChoiceField(choices=choices.choices, default=usual)
            for clause, (_heading, choices, usual) in GUIDELINE.items()
        }
        return super().get_fields() | clauses

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Put what came in pieces in the place of the file."""
        token = attrs.pop("transfer", None)
        if token is not None:
            attrs["file"] = self.context["transfers"].filter(token=token).first()
        if not attrs.get("file"):
            field = "file" if token is None else "transfer"
            raise serializers.ValidationError({field: _("No file has arrived.")})
        return attrs
