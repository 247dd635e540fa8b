"""What people fill in to say that two needs are one."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Need

SLUG = re.compile(r"(?:^|/needs/)([a-z0-9-]+)/?(?:[?#].*)?$")


class MergeForm(forms.Form):
    into = forms.CharField(
        label=_("Which need is the same?"),
        max_length=300,
        help_text=_("Open the other need, copy its address and put it here."),
    )
    reason = forms.CharField(
        label=_("Why are they the same?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody can read it."),
    )

    def clean_into(self) -> Any:
        """Read an address, or the last part of one.

        Raises: ValidationError.
        """
        found = SLUG.search(self.cleaned_data["into"].strip())
        need = found and Need.objects.visible().filter(slug=found.group(1)).first()
        if not need:
            raise ValidationError(_("There is no need with this address. Copy it once more."))
        return need
