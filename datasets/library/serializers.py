"""What programs read of datasets."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from datasets.library import reads
from datasets.library.arithmetic.conditions import UnknownColumn, UnreadableCondition
from datasets.library.arithmetic.rows import MOST_ROWS, Rows, rows
from datasets.library.models import Dataset, File, Sealing, Terms, Version
from datasets.library.vocabulary import LISTED
from demand.needs.models import Need
from marketplace.accounts.models import ApiToken
from marketplace.accounts.reads import ticket


class FileSerializer(serializers.ModelSerializer[File]):
    url = serializers.SerializerMethodField(help_text="Absolute. Needs a token.")
    ticket_url = serializers.SerializerMethodField(
        help_text="Absolute, and enough by itself for half a day. Null unless asked by token."
    )

    class Meta:
        model = File
        fields = ["name", "url", "ticket_url", "byte_count", "sha256"]

    def get_url(self, file: File) -> str:
        return str(self.context["request"].build_absolute_uri(file.get_absolute_url()))

    def get_ticket_url(self, file: File) -> str | None:
        token = self.context["request"].auth
        if not isinstance(token, ApiToken):
            return None
        return f"{self.get_url(file)}?ticket={ticket(token, file.get_absolute_url())}"


class TermsSerializer(serializers.ModelSerializer[Terms]):
    class Meta:
        model = Terms
        fields = ["purpose", "may_train", "may_sell_models", "may_pass_on", "text_sha256"]


class VersionSerializer(serializers.ModelSerializer[Version]):
    """A published version: immutable."""

    terms = TermsSerializer()
    files = serializers.SerializerMethodField()
    exports = serializers.SerializerMethodField(
        help_text="Formats of labels by name, and where each is pulled; `?media=yes` adds files."
    )

    class Meta:
        model = Version
        fields = [
            *("number", "published_at", "row_count", "label_column", "sha256", "terms", "files"),
            "exports",
        ]

    def get_exports(self, version: Version) -> dict[str, str]:
        slug, build = self.context["dataset_slug"], self.context["request"].build_absolute_uri
        return {
            shape.value: build(reverse("pull_export", args=[slug, version.number, shape]))
            for shape in reads.shapes(version)
        }

    def get_files(self, version: Version) -> list[dict[str, Any]]:
        tables = [file for file in version.files.all() if file.role in LISTED]
        for table in tables:
            table.version = version
        return [FileSerializer(table, context=self.context).data for table in tables]


class DatasetSerializer(serializers.ModelSerializer[Dataset]):
    """A data set with what its latest published version holds."""

    url = serializers.CharField(source="get_absolute_url", read_only=True)
    organisation = serializers.CharField(source="organisation.slug", read_only=True)
    needs: serializers.SlugRelatedField[Need] = serializers.SlugRelatedField(
        "slug", many=True, read_only=True
    )
    latest = serializers.SerializerMethodField()

    class Meta:
        model = Dataset
        fields = [
            *("slug", "url", "title", "description", "organisation", "needs", "access"),
            *("is_sample", "created_at", "latest"),
        ]

    def get_latest(self, dataset: Dataset) -> dict[str, Any] | None:
        """Number, rows, label column and hash of the newest version, null before the first."""
        newest = dataset.latest
        if newest is None:
            return None
        fields = ("number", "published_at", "row_count", "label_column", "sha256")
        return {name: getattr(newest, name) for name in fields}


class SealingSerializer(serializers.ModelSerializer[Sealing]):
    """Labels that judge and are never given out; their rows without them are."""

    inputs = FileSerializer(read_only=True)
    labels_sha256 = serializers.CharField(source="labels.sha256", read_only=True)
    labels_byte_count = serializers.IntegerField(source="labels.byte_count", read_only=True)

    class Meta:
        model = Sealing
        fields = [
            *("row_count", "group_count", "group_column", "label_column", "sealed_at"),
            *("labels_sha256", "labels_byte_count", "inputs"),
        ]


class DatasetWithVersionsSerializer(DatasetSerializer):
    versions = serializers.SerializerMethodField()
    sealed = serializers.SerializerMethodField(
        help_text="Labels that judge what is built: how many, hash, size. Null if none are sealed."
    )
    statistics = serializers.SerializerMethodField(
        help_text="Of the newest version; each figure exact or with its error."
    )

    class Meta(DatasetSerializer.Meta):
        fields = [*DatasetSerializer.Meta.fields, "versions", "sealed", "statistics"]

    @extend_schema_field(SealingSerializer(allow_null=True))
    def get_sealed(self, dataset: Dataset) -> dict[str, Any] | None:
        found = reads.sealing(dataset)
        if found is None:
            return None
        found.inputs.version.dataset = dataset  # type: ignore[union-attr]
        return SealingSerializer(found, context=self.context).data

    def get_versions(self, dataset: Dataset) -> list[dict[str, Any]]:
        published = dataset.published_versions  # type: ignore[attr-defined]
        context = {**self.context, "dataset_slug": dataset.slug}
        return list(VersionSerializer(published, many=True, context=context).data)

    def get_statistics(self, dataset: Dataset) -> str | None:
        if dataset.latest is None:
            return None
        path = f"/api/v1/datasets/{dataset.slug}/statistics/"
        return str(self.context["request"].build_absolute_uri(path))


class RowsSerializer(serializers.Serializer[dict[str, Any]]):
    """A page of rows, each an object by column name."""

    next = serializers.URLField(allow_null=True, help_text="Null at the end of the table.")
    results = serializers.ListField(child=serializers.DictField())


class RowsAsked(serializers.Serializer[dict[str, Any]]):
    """Which rows and columns are asked for, in the query of an address."""

    columns = serializers.CharField(required=False, default="", max_length=4_000)
    where = serializers.ListField(
        child=serializers.CharField(max_length=400), required=False, max_length=20
    )
    after = serializers.IntegerField(required=False, default=0, min_value=0)
    size = serializers.IntegerField(required=False, default=100, min_value=1, max_value=MOST_ROWS)

    def rows(self, file: File) -> Rows:
        """Read them. Raises: ValidationError, with the column or condition named."""
        asked = self.validated_data
        columns = [name.strip() for name in asked["columns"].split(",") if name.strip()]
        try:
            return rows(
                file.path,
                columns=columns,
                where=asked.get("where", []),
                after=asked["after"],
                size=asked["size"],
            )
        except UnknownColumn as error:
            raise serializers.ValidationError(
                {"columns": _("There is no column “%(name)s”.") % {"name": error.args[0]}}
            ) from None
        except UnreadableCondition as error:
            raise serializers.ValidationError(
                {"where": _("This cannot be read: “%(written)s”.") % {"written": error.args[0]}}
            ) from None
