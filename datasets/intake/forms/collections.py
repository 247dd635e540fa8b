"""Asking for photos, and sending one."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from datasets.intake.forms.terms import TermsForm
from datasets.intake.models import Collection
from datasets.intake.models.collections import FEWEST_CLASSES, MOST_CLASSES, TWO_TO_EIGHT
from datasets.library.models import ACTS
from datasets.library.vocabulary import Access

MOST_PHOTO_BYTES = 40 * 1024**2
# Between what people write one after the other.
BETWEEN = re.compile(r"[\n,、，/／]+")


class CollectionForm(TermsForm):
    """What is asked of photos, and what may be done with them."""

    title = forms.CharField(label=_("What is photographed, in one line?"), max_length=100)
    description = forms.CharField(
        label=_("How should the photo be taken?"),
        help_text=_("For example: one leaf, from above, as near as a hand."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    classes = forms.CharField(
        label=_("What may a photo show?"),
        help_text=_("One answer a line, two to eight. “Cannot tell” is always there."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    purpose = forms.CharField(label=_("What may they be used for?"), max_length=200)

    field_order = ("title", "description", "classes", *ACTS)

    def clean_classes(self) -> list[str]:
        named = (name.strip() for name in BETWEEN.split(self.cleaned_data["classes"]))
        classes = list(dict.fromkeys(name for name in named if name))
        if not FEWEST_CLASSES <= len(classes) <= MOST_CLASSES:
            raise ValidationError(TWO_TO_EIGHT)
        return classes

    def given(self) -> dict[str, Any]:
        """Give what was filled in as the words of an action."""
        words = {name: self.cleaned_data[name] for name in ("title", "description", "classes")}
        return words | {"terms": self.terms(), "access": Access.OPEN}


class PhotoForm(forms.Form):
    """A photo, and one of the answers: that of the button that was tapped."""

    file = forms.FileField(
        label=_("The photo"),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        allow_empty_file=True,
    )
    label = forms.CharField(required=False, max_length=40)

    def __init__(self, *args: Any, collection: Collection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.collection = collection

    def clean_file(self) -> "File[bytes]":
        file: File[bytes] = self.cleaned_data["file"]
        if not file.size or file.size > min(MOST_PHOTO_BYTES, settings.UPLOAD_MAX_BYTES):
            raise ValidationError(_("The photo is empty or too large. Take it again, please."))
        return file
