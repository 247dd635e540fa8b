"""Codes and places of refusals have words."""

import pytest
from django.utils import translation

from datasets.intake.vocabulary import Refusal, place_in_words
from marketplace.confinement.refusal import Code


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    assert set(Refusal.values) == set(Code)


@pytest.mark.parametrize(
    ("where", "english", "japanese"),
    [
        ("line 40002", "line 40002", "40002行目"),
        ("row 10", "line 10", "10行目"),
        ("4,097", "4,097", "4,097"),
        ("", "", ""),
    ],
)
def test_a_place_is_said_in_the_readers_language(where, english, japanese):
    with translation.override("en"):
        assert place_in_words(where) == english
    with translation.override("ja"):
        assert place_in_words(where) == japanese
