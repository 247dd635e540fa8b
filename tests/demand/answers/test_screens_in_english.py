"""The screens of a need for whoever reads English: a sentence at the field, nothing lost."""

import pytest
from django.utils.html import escape

pytestmark = pytest.mark.django_db

SCREENS = {
    "trouble": {"kind": "TECHNOLOGY", "title": "Mildew, early", "story": "It spreads unseen."},
    "what": {"sector": "AGRICULTURE", "product": "strawberry", "prefecture": "09"},
    "price": {"thing": "10A", "period": "YEAR", "lowest": "8000", "highest": "30000"},
    "when": {"eligible_count": "20000", "eligible_source": "a census"},
}


@pytest.mark.parametrize(
    ("step", "wrong", "sentence"),
    [
        ("trouble", {"title": ""}, "This field is required."),
        ("what", {"acceptance_hits": "11"}, "Write both numbers, or neither."),
        (
            "what",
            {"acceptance_hits": "11", "acceptance_trials": "10"},
            "More cannot be right than there are.",
        ),
        ("price", {"cap": "lots"}, "“lots” could not be read as a price."),
        ("price", {"cap": "-5"}, "A price cannot be below zero."),
        ("price", {"cap": "8000", "quantity": "wide"}, "“wide” could not be read."),
        ("price", {"highest": "9000"}, "Make it at least twice the lowest price."),
        ("when", {"open_until": "soon"}, "“soon” could not be read as a day."),
        ("when", {"open_until": "2020-01-01"}, "This day is over."),
        ("when", {"eligible_count": "2.5"}, "A whole number is needed here."),
    ],
)
def test_what_is_wrong_is_said_in_english_and_stands_there_as_it_was_typed(
    in_english, step, wrong, sentence
):
    typed = SCREENS[step] | wrong

    answer = in_english.post(f"/needs/new/{step}/", typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert escape(sentence) in page
    assert 'aria-invalid="true"' in page
    for written in typed.values():
        assert escape(written) in page
