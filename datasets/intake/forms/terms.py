"""What may be done with what is shared, to be ticked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.library.models import ACTS


class TermsForm(forms.Form):
    """Asks for terms, whatever is shared under them."""

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

    @property
    def terms(self) -> dict[str, str | bool]:
        """What was agreed to, as the words of an action."""
        return {act: self.cleaned_data[act] for act in ACTS}
