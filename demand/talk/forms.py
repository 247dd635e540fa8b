"""What people fill in to speak, to report, to appeal and to decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from demand.needs.forms import YenField
from demand.talk.models.remarks import MOST_LETTERS
from demand.talk.vocabulary import TOLD, Act, Complaint
from marketplace.pages.widgets import ChoiceCards

# A form takes no more than the column holds, counted as the browser counts.
MOST_IN_A_LINE = 400


def _text(label: Any, *, most: int = MOST_LETTERS, rows: int = 5, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, **kwargs)


class QuestionForm(forms.Form):
    title = _("Ask a question")
    text = _text(
        _("What would you like to know?"),
        help_text=_("Everybody can read it, with the name of your farm or team."),
    )


class CommentForm(forms.Form):
    title = _("Write a comment")
    text = _text(
        _("What would you like to say?"),
        help_text=_("Everybody can read it, with the name of your farm or team."),
    )


class ReplyForm(forms.Form):
    title = _("Reply")
    text = _text(_("Your reply"), help_text=_("Everybody can read it."))


class ExistsForm(forms.Form):
    title = _("This already exists")
    product = forms.CharField(label=_("What is it called?"), max_length=120)
    price = YenField(label=_("What does it cost?"), help_text=_("With tax."))
    link = forms.URLField(
        label=_("A page about it"),
        max_length=300,
        assume_scheme="https",
        help_text=_("The maker's page, for example. A moderator looks at it before it is shown."),
    )
    text = _text(_("What does it do, and what not?"), rows=3)
    is_seller = forms.BooleanField(
        label=_("I make it, sell it or work for who does"),
        required=False,
        help_text=_("It is shown beside your words."),
    )


class NewsForm(forms.Form):
    title = _("Tell the news")
    text = _text(_("What is new?"), rows=3)
    progress = forms.ChoiceField(
        label=_("Where does it stand?"),
        choices=[("", _("Nothing has changed")), *((each, each.label) for each in TOLD)],
        required=False,
        widget=ChoiceCards(),
    )


class ShortfallForm(forms.Form):
    title = _("Why is it not enough?")
    text = _text(
        _("Why is this product not enough for you?"),
        most=MOST_IN_A_LINE,
        rows=3,
        help_text=_("It becomes part of your need, so that developers know what is missing."),
    )


class ReportForm(forms.Form):
    title = _("Report this")
    complaint = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=Complaint.choices, widget=ChoiceCards()
    )
    words = _text(_("In your words"), most=MOST_IN_A_LINE, rows=3, required=False)


class AppealForm(forms.Form):
    title = _("Ask to look at it again")
    text = _text(_("Why should it be shown?"), most=1000, rows=4)


class DecisionForm(forms.Form):
    """One decision for all that is ticked."""

    cases = forms.MultipleChoiceField(label=_("About these"), widget=forms.CheckboxSelectMultiple)
    act = forms.ChoiceField(
        label=_("What do you decide?"), choices=Act.choices, widget=ChoiceCards()
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MOST_IN_A_LINE,
        required=False,
        help_text=_("Needed when something is hidden. Its author reads it."),
    )

    def __init__(self, data: Any = None, *, keys: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["cases"].choices = keys  # type: ignore[attr-defined]


SAYING_FORMS: dict[str, type[forms.Form]] = {
    "question": QuestionForm,
    "comment": CommentForm,
    "exists": ExistsForm,
    "news": NewsForm,
}
