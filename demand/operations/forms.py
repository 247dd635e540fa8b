import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from demand.operations.arithmetic.corporate_number import is_well_formed
from demand.operations.models import Operation
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.accounts.models import Organisation
from marketplace.pages.widgets import ChoiceCards


class OperationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Asks who speaks: a name, a trade, what is produced and where.

    The organisation that somebody acts for already, if it is no operation yet, becomes
    one when its name is left as it stands; under another name a new one is founded.
    """

    name = forms.CharField(
        label=_("Name of your farm, boat or group"),
        help_text=_("Neighbours will see it only if you post a need."),
        max_length=100,
    )
    sector = forms.ChoiceField(
        label=_("Which trade?"), choices=Sector.choices, widget=ChoiceCards(columns=True)
    )
    prefecture = forms.ChoiceField(
        label=_("Prefecture"), choices=[("", _("Choose")), *Prefecture.choices]
    )

    class Meta:
        model = Operation
        fields = ["sector", "products", "prefecture", "municipality"]
        labels = {
            "products": _("What do you produce?"),
            "municipality": _("City, town or village"),
        }
        help_texts = {"products": _("For example: strawberries, rice.")}

    field_order = ("name", "sector", "products", "prefecture", "municipality")

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        is_free = organisation is not None and not hasattr(organisation, "operation")
        self.organisation = organisation if is_free else None
        if self.organisation:
            kwargs["initial"] = {"name": self.organisation.name, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def words(self) -> dict[str, Any]:
        """Give what `register_operation` asks."""
        given = self.cleaned_data
        own = self.organisation
        return {**given, "organisation": own if own and own.name == given["name"] else None}


class RevocationForm(forms.Form):
    """Asks a moderator why a co-operative may vouch no longer."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The members of the co-operative read it."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StandingForm(forms.Form):
    """Asks how one may be reached and known. All of it may stay empty."""

    phone = forms.CharField(
        label=_("Telephone"),
        help_text=_(
            "For example 0285-82-1234. Nobody sees it; nobody rings you. It helps to find "
            "a farm that is here twice, and proves nothing."
        ),
        max_length=30,
        required=False,
    )
    corporate_number = forms.CharField(
        label=_("Corporate number, if you are a company"),
        help_text=_("13 digits. The first checks the others; it does not prove whose it is."),
        max_length=30,
        required=False,
    )
    is_cooperative = forms.BooleanField(
        label=_("We are a co-operative or a local group and vouch for our members"),
        help_text=_("Somebody who looks after this site checks it first."),
        required=False,
    )
    district = forms.CharField(
        label=_("Your district, if you are one"),
        help_text=_(
            "Cities, towns and villages. Left empty: the whole prefecture. When you take in "
            "more, somebody checks it first, and until then you vouch for nobody."
        ),
        max_length=400,
        required=False,
    )

    @classmethod
    def of(cls, operation: Operation, typed: Any = None) -> "StandingForm":
        """Show what is known already, or what was typed instead."""
        names = ("phone", "corporate_number", "is_cooperative")
        known = {name: getattr(operation, name) for name in names}
        return cls(typed, initial={**known, "district": "、".join(operation.district)})

    def clean_phone(self) -> str:
        digits = _digits(self.cleaned_data["phone"].replace("+81", "0"))
        if digits and not re.fullmatch("0[0-9]{9,10}", digits):
            raise ValidationError(_("Write the whole number, with its area code."))
        return digits

    def clean_corporate_number(self) -> str:
        digits = _digits(self.cleaned_data["corporate_number"])
        if digits and not is_well_formed(digits):
            raise ValidationError(_("One of these digits is not right. Look at it once more."))
        return digits

    def clean_district(self) -> list[str]:
        return re.findall(r"[^\s,、，・]+", self.cleaned_data["district"])


def _digits(written: str) -> str:
    """Keep the digits, however they were written and parted. A letter is no slip of a hyphen."""
    plain = unicodedata.normalize("NFKC", written)
    return re.sub(r"[\s()\-‐‑–—―−ー.T]", "", plain)
