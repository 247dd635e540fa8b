"""What is asked when one gives, or takes on, a mandate."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demand.mandates.models import Minutes
from demand.mandates.vocabulary import Scope, Side
from demand.needs.forms import DayField
from demand.needs.models import Need
from demand.operations.models import Operation
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.accounts.forms import narrow
from marketplace.accounts.models import Organisation, Slip
from marketplace.pages.widgets import ChoiceCards, TickCards

A_YEAR = timedelta(days=365)
LARGEST_PAPER = 10 * 1024**2


def in_a_year() -> date:
    return timezone.localdate() + A_YEAR


class UntilField(DayField):
    """The last day of a mandate: a day to come."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Until which day?"))
        kwargs.setdefault("help_text", _("It can be revoked at any time before."))
        super().__init__(initial=in_a_year, **kwargs)

    def check(self, meant: date) -> None:
        if meant < timezone.localdate():
            raise ValidationError(_("This day is over. Write a day to come."))


class CodeField(forms.CharField):
    """The code of an organisation, as it stands on its page and on its papers."""

    def clean(self, value: Any) -> Organisation:
        code = narrow(super().clean(value)).lower()
        organisation = Organisation.objects.filter(slug=code).first()
        if organisation is None:
            raise ValidationError(_("Nobody here has the code “%(code)s”.") % {"code": code})
        return organisation


class NeedsField(forms.CharField):
    """Needs by their addresses or codes, several with spaces or commas between."""

    def clean(self, value: Any) -> list[Need]:
        codes = [part.strip("/").split("/")[-1] for part in _parts(super().clean(value))]
        needs = list(Need.objects.filter(slug__in=codes))
        unknown = sorted(set(codes) - {need.slug for need in needs})
        if unknown:
            raise ValidationError(
                _("There is no need “%(code)s”. Copy the address of its page.")
                % {"code": unknown[0]}
            )
        return needs


def _parts(written: str) -> list[str]:
    return [part for part in re.split(r"[\s,、，]+", narrow(written)) if part]


class MandateForm(forms.Form):
    """Asks with whom, for what and until when."""

    partner = CodeField(label=_("Code"), max_length=20)
    scope = forms.ChoiceField(
        label=_("For what?"), choices=Scope.choices, initial=Scope.ALL, widget=ChoiceCards()
    )
    sector = forms.ChoiceField(
        label=_("Which trade?"),
        help_text=_("Only if it is for one trade."),
        choices=[("", "—"), *Sector.choices],
        required=False,
    )
    needs = NeedsField(
        label=_("Which needs?"),
        help_text=_("Only if it is for some needs: the addresses of their pages."),
        max_length=1000,
        required=False,
    )
    expires_on = UntilField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].label = self.partner_label
        self.fields["partner"].help_text = self.partner_help

    partner_label = _("Code of the co-operative that may answer for you")
    partner_help = _("Eight letters: it stands on their papers, or ask them.")

    def words(self) -> dict[str, Any]:
        """Give what `ask_for_mandate` asks, as the operation's side."""
        given = dict(self.cleaned_data)
        return {"agent": given.pop("partner"), "side": Side.OPERATION, **given}


class HeldMandateForm(MandateForm):
    """The same from the other side, with the minutes that it rests on."""

    minutes = forms.ModelChoiceField(
        Minutes.objects.none(), label=_("Minutes that it rests on"), required=False
    )
    partner_label = _("Code of the member for whom you would answer")
    partner_help = _("Eight letters: it stands on the member's own page.")

    def __init__(self, *args: Any, minutes: QuerySet[Minutes], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["minutes"]
        field.queryset = minutes  # type: ignore[attr-defined]

    def clean_partner(self) -> Operation:
        operation: Operation | None = getattr(self.cleaned_data["partner"], "operation", None)
        if operation is None:
            raise ValidationError(_("This code belongs to nobody who produces."))
        return operation

    def words(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {"operation": given.pop("partner"), "side": Side.AGENT, **given}


class MinutesForm(forms.Form):
    title = forms.CharField(label=_("Which meeting was it?"), max_length=100)
    held_on = DayField(label=_("On which day was it held?"))
    file = forms.FileField(
        label=_("Its minutes, as a file"),
        help_text=_("If you have them: PDF or picture, up to 10 MB. Only its members see it."),
        required=False,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_PAPER:
            raise ValidationError(_("This file is too large: at most 10 MB."))
        return file


class MemberForm(forms.Form):
    """Registers somebody who sits at the table and has no account."""

    minutes = forms.ModelChoiceField(
        Minutes.objects.none(),
        label=_("By which minutes?"),
        empty_label=None,
    )
    name = forms.CharField(label=_("Name of the farm, boat or group"), max_length=100)
    sector = forms.ChoiceField(
        label=_("Which trade?"), choices=Sector.choices, widget=ChoiceCards(columns=True)
    )
    products = forms.CharField(label=_("What does it produce?"), max_length=120)
    prefecture = forms.ChoiceField(label=_("Prefecture"), choices=Prefecture.choices)
    municipality = forms.CharField(label=_("City, town or village"), max_length=40)
    expires_on = UntilField()

    def __init__(self, posted: Any, *, minutes: QuerySet[Minutes], like: Any) -> None:
        """`like` is the co-operative's own operation, whose trade and place are likely."""
        names = ("sector", "products", "prefecture", "municipality")
        likely = {name: getattr(like, name) for name in names} if like else {}
        super().__init__(posted, initial={**likely, "minutes": minutes.first()})
        self.fields["minutes"].queryset = minutes  # type: ignore[attr-defined]


class SlipsForm(forms.Form):
    """Chooses whose slips are printed."""

    slips = forms.ModelMultipleChoiceField(
        Slip.objects.none(),
        label=_("Whose slips?"),
        help_text=_("A slip that is printed anew makes the old one useless."),
        widget=TickCards(),
    )
    expires_on = UntilField(
        label=_("Good until which day?"), help_text=_("After that day, print new ones.")
    )

    def __init__(self, *args: Any, slips: QuerySet[Slip], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["slips"]
        field.queryset = slips  # type: ignore[attr-defined]
        field.label_from_instance = lambda slip: str(slip.organisation)  # type: ignore[attr-defined]
