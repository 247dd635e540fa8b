"""The parts of the second page: one form, and rows that grow."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from demand.details.models import MOST_TIMES, MOST_WATTS
from demand.details.vocabulary import (
    Actor,
    Autonomy,
    Blocker,
    Condition,
    Device,
    Holder,
    PlaceChange,
    Seniority,
)
from demand.needs.forms import MINUTES, TIMES, CountField, DayField
from demand.needs.vocabulary import RegulationLevel
from marketplace.pages.widgets import ChoiceCards, TickCards


class DetailForm(forms.Form):
    """What it would meet on the spot, and how much should stay with people."""

    autonomy = forms.ChoiceField(
        label=_("How much should the machine do?"),
        choices=[("", _("not said")), *Autonomy.choices],
        required=False,
        widget=ChoiceCards(),
    )
    device = forms.ChoiceField(
        label=_("What should it run on?"),
        choices=[("", _("not said")), *Device.choices],
        required=False,
        widget=ChoiceCards(),
    )
    watts = CountField(
        label=_("How much power is there, at most?"),
        counted=("ワット", "w"),
        help_text=_("For example 100. Left empty: enough."),
        unit="W",
        required=False,
        most=MOST_WATTS,
    )
    conditions = forms.MultipleChoiceField(
        label=_("What is the place like?"),
        choices=Condition.choices,
        required=False,
        widget=TickCards(),
    )
    place_changes = forms.MultipleChoiceField(
        label=_("What could you change about the place?"),
        help_text=_("A simpler and cheaper machine may do then."),
        choices=PlaceChange.choices,
        required=False,
        widget=TickCards(),
    )
    place_note = forms.CharField(
        label=_("Anything else about the place"), max_length=200, required=False
    )


class RowForm(forms.Form):
    """One row of a table that grows. One left empty says nothing.

    `told_by_default` are filled in already, and so no sign that somebody wrote here.
    `needed` must be told once anything is; not marked so, since a row may stay empty.
    """

    told_by_default: ClassVar[tuple[str, ...]] = ()
    needed: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Also one that was filled in before: emptying it takes it away.
        self.empty_permitted = True

    def has_changed(self) -> bool:
        return any(name not in self.told_by_default for name in self.changed_data)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in self.needed:
            if given.get(name) in {None, ""} and name not in self.errors:
                self.add_error(name, _("Write this as well, or leave the whole row empty."))
        return given


class StepForm(RowForm):
    told_by_default = ("seniority", "actor", "blocker")
    needed = ("name", "minutes", "times", "seniority", "actor")

    name = forms.CharField(label=_("What is done?"), max_length=60, required=False)
    minutes = CountField(
        label=_("Minutes each time"),
        counted=MINUTES,
        unit=_("minutes"),
        most=MOST_TIMES,
        required=False,
    )
    times = CountField(
        label=_("Times a year"), counted=TIMES, unit=_("times"), most=MOST_TIMES, required=False
    )
    seniority = forms.ChoiceField(
        label=_("Who can do it?"),
        choices=Seniority.choices,
        initial=Seniority.EITHER,
        required=False,
    )
    actor = forms.ChoiceField(
        label=_("Who should do it?"), choices=Actor.choices, initial=Actor.EITHER, required=False
    )
    blocker = forms.ChoiceField(
        label=_("What keeps a machine from it?"),
        choices=[("", _("nothing")), *Blocker.choices],
        required=False,
    )


class FilingForm(RowForm):
    needed = ("name", "office", "filings", "minutes")

    name = forms.CharField(label=_("Which form?"), max_length=100, required=False)
    office = forms.CharField(label=_("Which office asks for it?"), max_length=100, required=False)
    filings = CountField(
        label=_("How often a year?"),
        counted=TIMES,
        unit=_("times"),
        most=MOST_TIMES,
        required=False,
    )
    minutes = CountField(
        label=_("How many minutes each time?"),
        counted=MINUTES,
        unit=_("minutes"),
        most=MOST_TIMES,
        required=False,
    )


class RegulationForm(RowForm):
    told_by_default = ("level",)
    needed = ("title", "level", "owner")

    title = forms.CharField(
        label=_("Which rule or procedure?"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "regulations"}),
    )
    text_number = forms.CharField(
        label=_("Number of the text, if you know it"), max_length=80, required=False
    )
    level = forms.ChoiceField(
        label=_("What kind of text is it?"),
        choices=RegulationLevel.choices,
        initial=RegulationLevel.PRACTICE,
        required=False,
    )
    owner = forms.CharField(label=_("Which office is in charge?"), max_length=80, required=False)


class EntryForm(forms.Form):
    """A field of a form, and who holds it already."""

    name = forms.CharField(label=_("What does the form ask?"), max_length=60)
    holder = forms.ChoiceField(
        label=_("Who has it already?"), choices=Holder.choices, widget=ChoiceCards()
    )


class ReplyForm(forms.Form):
    """What the office in charge of a rule has said, and when."""

    reply = forms.CharField(
        label=_("What does the office say?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    replied_on = DayField(label=_("On which day?"))


class PhotoField(forms.FileField):
    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, value: Any, initial: Any = None) -> Any:
        if value is None:
            raise ValidationError(_("Choose a photo first."))
        return super().clean(value, initial)


class PhotoForm(forms.Form):
    photo = PhotoField(
        label=_("A photo"),
        help_text=_("JPEG, PNG or WebP, up to five. Where it was taken is removed."),
    )
