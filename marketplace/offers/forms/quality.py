from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from demand.needs.forms import CountField

HASH = _("Write 7 to 64 digits 0–9, a–f.")


class PredictionsForm(forms.Form):
    """Predictions for the sealed rows, and with what they were made."""

    file = forms.FileField(
        label=_("Your predictions"),
        help_text=_("CSV or JSON lines: sealed_id, prediction, and score for recall."),
        widget=forms.FileInput(attrs={"accept": ".csv,.jsonl,.json,text/csv"}),
    )
    code_hash = forms.CharField(
        label=_("Hash of the code"),
        help_text=_("For example that of the commit."),
        max_length=64,
        validators=[RegexValidator(r"^[0-9a-fA-F]{7,64}$", HASH)],
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        required=False,
        min_value=-(2**63),
        max_value=2**63 - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    environment = forms.CharField(
        label=_("Environment"),
        help_text=_("What it takes to run it again: versions, device."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_test = forms.BooleanField(
        label=_("This counts towards the promise. There are two such tests at most."),
        required=False,
    )

    def words(self) -> dict[str, Any]:
        """Give what was filled in as the words of an action."""
        given = dict(self.cleaned_data)
        file = given.pop("file")
        return {**given, "content": file.read(), "name": file.name}


class TrialForm(forms.Form):
    """A field trial: how often it was right, out of how many tries."""

    try_count = CountField(label=_("How many times did you try it?"), most=1_000_000)
    right_count = forms.IntegerField(
        label=_("How many times was it right?"),
        help_text=_("0 if never."),
        min_value=0,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    note = forms.CharField(
        label=_("Where and how did you try it?"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        tried, right = cleaned.get("try_count"), cleaned.get("right_count")
        if tried is not None and right is not None and right > tried:
            self.add_error("right_count", _("It cannot be right more often than it was tried."))
        return cleaned
