"""A need that is posted, opened again by its poster."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from demand.needs.arithmetic.ladder import ladder
from demand.needs.forms import MOST_OF_FEW, OPERATIONS, TRIES, CountField, DayField, YenField
from demand.needs.models import FEWEST_RUNGS, Need
from demand.needs.vocabulary import Period, Task, Thing
from marketplace.pages.widgets import ChoiceCards, TickCards

PRICE_FIELDS = ("thing", "period", "lowest", "highest")


class EditForm(forms.Form):
    """What may be changed. The prices are left out once somebody has answered at them."""

    title = forms.CharField(
        label=_("In one line, as you would say it to a neighbour"), max_length=80
    )
    story = forms.CharField(
        label=_("What happens, and what would help?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    product = forms.CharField(label=_("Which crop, animal, fish or tree?"), max_length=60)
    tasks = forms.MultipleChoiceField(
        label=_("What should it do?"), choices=Task.choices, required=False, widget=TickCards()
    )
    acceptance_trials = CountField(
        label=_("Out of how many times …"),
        counted=TRIES,
        unit=_("times"),
        most=MOST_OF_FEW,
        required=False,
    )
    acceptance_hits = CountField(
        label=_("… must it be right before you can use it?"),
        counted=TRIES,
        unit=_("times"),
        most=MOST_OF_FEW,
        required=False,
    )
    acceptance_note = forms.CharField(
        label=_("What else would make it good enough?"), max_length=200, required=False
    )
    open_until = DayField(label=_("By when do you want it?"), until=True, required=False)
    eligible_count = CountField(
        label=_("About how many others in the country do the same work?"),
        counted=OPERATIONS,
        required=False,
    )
    eligible_source = forms.CharField(
        label=_("Where is that number from?"), max_length=200, required=False
    )
    thing = forms.ChoiceField(label=_("The price is per …"), choices=Thing.choices)
    period = forms.ChoiceField(
        label=_("Paid …"), choices=Period.choices, widget=ChoiceCards(columns=True)
    )
    lowest = YenField(label=_("The lowest price worth asking others"))
    highest = YenField(label=_("The highest price worth asking others"))

    def __init__(self, data: Any = None, *, need: Need) -> None:
        super().__init__(data, initial=_as_it_stands(need))
        self.need = need
        self.asks_terms = need.asks_price and need.prices_fixed_at is None
        if not self.asks_terms:
            for name in PRICE_FIELDS:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        lowest, highest = given.get("lowest"), given.get("highest")
        if lowest is not None and highest is not None and not _makes_a_ladder(lowest, highest):
            self.add_error("highest", _("Make it at least twice the lowest price."))
        return given

    def words(self) -> dict[str, Any]:
        """Give what `edit_need` asks."""
        fields = {
            name: value for name, value in self.cleaned_data.items() if name not in PRICE_FIELDS
        }
        if self.asks_terms:
            given = self.cleaned_data
            fields |= {"thing": given["thing"], "period": given["period"]}
            fields["rungs"] = self._rungs(given["lowest"], given["highest"])
        return fields

    def _rungs(self, lowest: int, highest: int) -> list[int]:
        """Leave a ladder between the same ends as it is: it may have been drawn otherwise."""
        rungs = self.need.rungs
        return rungs if (lowest, highest) == (rungs[0], rungs[-1]) else ladder(lowest, highest)


def _makes_a_ladder(lowest: int, highest: int) -> bool:
    return lowest > 0 and highest >= 2 * lowest and len(ladder(lowest, highest)) >= FEWEST_RUNGS


def _as_it_stands(need: Need) -> dict[str, Any]:
    names = [name for name in EditForm.base_fields if name not in {"lowest", "highest"}]
    stands = {name: getattr(need, name) for name in names}
    if need.rungs:
        stands |= {"lowest": need.rungs[0], "highest": need.rungs[-1]}
    if need.open_until:
        stands["open_until"] = need.open_until.isoformat()
    return stands
