from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from datasets.intake.forms.terms import TermsForm
from datasets.intake.models import Transfer
from datasets.library.models import ACTS
from datasets.library.vocabulary import Access
from demand.needs.models import Need
from marketplace.pages.widgets import ChoiceCards, TickCards

# For the chooser of a phone or a desk; what a file is its content tells.
KINDS = ".csv,.tsv,.txt,.xlsx,.json,.jsonl,.parquet,.zip,text/csv,application/zip"


class VersionForm(TermsForm):
    """A file, and what may be done with it."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "A table (Excel, CSV, JSON, Parquet), or a zip of pictures or sounds in folders named "
            "for what they show, or with labels from COCO, YOLO, Pascal VOC or Label Studio."
        ),
        widget=forms.FileInput(attrs={"accept": KINDS}),
        allow_empty_file=True,  # our own sentence says it better
    )
    transfer = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order: tuple[str, ...] = ("file", "transfer", *ACTS)

    def __init__(self, *args: Any, transfers: QuerySet[Transfer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.transfers = transfers
        # What came in pieces is not sent again.
        self.fields["file"].required = not self.data.get("transfer")

    @property
    def arrived(self) -> Transfer | None:
        """The file that came in pieces, if one is named and is whole."""
        token = getattr(self, "cleaned_data", {}).get("transfer")
        found = self.transfers.filter(token=token).first() if token else None
        return found if found and found.path.exists() and found.is_whole else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("file") and "file" not in self.errors:
            cleaned["file"] = self.arrived
            if cleaned["file"] is None:
                self.add_error("file", self.fields["file"].error_messages["required"])
        return cleaned

    def clean_file(self) -> "File[bytes] | None":
        file: File[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return None
        if not file.size:
            raise ValidationError(_("This file is empty. Choose the one with your rows in it."))
        if file.size > settings.UPLOAD_MAX_BYTES:
            most = filesizeformat(settings.UPLOAD_MAX_BYTES)
            raise ValidationError(_("This file is too large: at most %(most)s.") % {"most": most})
        return file

    def given(self) -> dict[str, Any]:
        """Give what was filled in as the words of an action."""
        return {"file": self.cleaned_data["file"], "terms": self.terms()}


class ShareForm(VersionForm):
    """The same, and what the data is."""

    title = forms.CharField(label=_("What is it, in one line?"), max_length=100)
    description = forms.CharField(
        label=_("How was it made, and what do the labels mean?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    need = forms.MultipleChoiceField(
        label=_("Which needs is it for?"),
        help_text=_("Tick as many as it helps. Another need has a way here on its own page."),
        required=False,
        widget=TickCards,
    )
    access = forms.ChoiceField(
        label=_("Who may take it?"), choices=Access.choices, initial=Access.OPEN, widget=ChoiceCards
    )

    field_order = ("need", "title", "description", "file", "transfer", "access", *ACTS)

    def __init__(self, *args: Any, needs: Collection[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs = {need.slug: need for need in needs}
        if needs:
            self.fields["need"].choices = [(need.slug, need.title) for need in needs]  # type: ignore[attr-defined]
        else:
            del self.fields["need"]

    def given(self) -> dict[str, Any]:
        words = {name: self.cleaned_data[name] for name in ("title", "description", "access")}
        needs = [self.needs[slug] for slug in self.cleaned_data.get("need", ())]
        return super().given() | words | {"needs": needs}
