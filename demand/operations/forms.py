from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
            kwargs["initial"] = {"name": self.organisation.name}
        super().__init__(*args, **kwargs)

    def words(self) -> dict[str, Any]:
        """Give what `register_operation` asks."""
        given = self.cleaned_data
        own = self.organisation
        return {**given, "organisation": own if own and own.name == given["name"] else None}
