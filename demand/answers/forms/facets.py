from django import forms
from django.utils.translation import gettext_lazy as _

from demand.needs.vocabulary import Kind
from demand.operations.vocabulary import Prefecture, Sector


class FacetForm(forms.Form):
    """Narrows the list of needs. What it does not know it passes over."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    sector = forms.ChoiceField(
        label=_("Trade"), choices=[("", _("All")), *Sector.choices], required=False
    )
    prefecture = forms.ChoiceField(
        label=_("Prefecture"), choices=[("", _("All")), *Prefecture.choices], required=False
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All")), *Kind.choices], required=False
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[("", _("Newest first")), ("wanted", _("Most wanted first"))],
        required=False,
    )

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
