from django import forms
from django.utils.translation import gettext_lazy as _

from demand.operations.models import Operation
from demand.operations.vocabulary import Sector
from marketplace.pages.widgets import ChoiceCards


class OperationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Asks who speaks: a name, a trade, what is produced and where."""

    name = forms.CharField(
        label=_("Name of your farm, boat or group"),
        help_text=_("Neighbours will see it only if you post a need."),
        max_length=100,
    )
    sector = forms.ChoiceField(
        label=_("Which trade?"), choices=Sector.choices, widget=ChoiceCards(columns=True)
    )

    class Meta:
        model = Operation
        fields = ["sector", "products", "prefecture", "municipality"]
        labels = {
            "products": _("What do you produce?"),
            "prefecture": _("Prefecture"),
            "municipality": _("City, town or village"),
        }
        help_texts = {"products": _("For example: strawberries, rice.")}

    field_order = ("name", "sector", "products", "prefecture", "municipality")
