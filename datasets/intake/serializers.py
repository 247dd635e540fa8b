from rest_framework import serializers

from datasets.intake.models import Step
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
    """A table to share, as multipart/form-data."""

    title = serializers.CharField(max_length=100)
    description = serializers.CharField(max_length=4000)
    file = serializers.FileField(allow_empty_file=True)
    need = serializers.SlugRelatedField(
        "slug", queryset=Need.objects.filter(hidden_at=None), required=False, allow_null=True
    )
    access = serializers.ChoiceField(choices=Access.choices, default=Access.OPEN)
    purpose = serializers.CharField(max_length=200)
    may_train = serializers.BooleanField(default=True)
    may_sell_models = serializers.BooleanField(default=True)
    may_pass_on = serializers.BooleanField(default=False)
