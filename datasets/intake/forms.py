from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from datasets.library.vocabulary import Access
from demand.needs.models import Need
from marketplace.pages.widgets import ChoiceCards

TERMS = ("purpose", "may_train", "may_sell_models", "may_pass_on")


class VersionForm(forms.Form):
    """A file, and what may be done with it."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("A table as CSV or TSV, in UTF-8 or from Excel. One column says what each is."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        allow_empty_file=True,  # our own sentence says it better
    )
    purpose = forms.CharField(
        label=_("What may it be used for?"),
        help_text=_("For example: to tell leaf diseases apart."),
        max_length=200,
    )
    may_train = forms.BooleanField(
        label=_("Models may be trained with it"), required=False, initial=True
    )
    may_sell_models = forms.BooleanField(
        label=_("Such models may be sold"), required=False, initial=True
    )
    may_pass_on = forms.BooleanField(
        label=_("The data itself may be passed on to others"), required=False
    )

    def clean_file(self) -> "File[bytes]":
        file: File[bytes] = self.cleaned_data["file"]
        if not file.size:
            raise ValidationError(_("This file is empty. Choose the one with your rows in it."))
        if file.size > settings.UPLOAD_MAX_BYTES:
            most = filesizeformat(settings.UPLOAD_MAX_BYTES)
            raise ValidationError(_("This file is too large: at most %(most)s.") % {"most": most})
        return file

    def terms(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in TERMS}


class ShareForm(VersionForm):
    """The same, and what the data is."""

    title = forms.CharField(label=_("What is it, in one line?"), max_length=100)
    description = forms.CharField(
        label=_("How was it made, and what do the labels mean?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    need = forms.CharField(required=False, widget=forms.HiddenInput)
    access = forms.ChoiceField(
        label=_("Who may take it?"), choices=Access.choices, initial=Access.OPEN, widget=ChoiceCards
    )

    field_order = ("title", "description", "file", "access", *TERMS, "need")

    def clean_need(self) -> Need | None:
        slug = self.cleaned_data["need"]
        return Need.objects.filter(slug=slug).first() if slug else None
