"""The tables of our own words: whole, and what they promise."""

import pytest

from demand.needs.arithmetic.search.folding import fold, stem
from demand.needs.arithmetic.search.thesaurus import SECTORS, folded_name, thesaurus

# A name that means two things in one trade: only the rest of the sentence can tell.
AMBIGUOUS = {"ひえ", "prune", "ship", "sow", "かき"}


def test_there_are_several_hundred_concepts_with_names_in_both_languages():
    concepts = thesaurus().concepts.values()

    assert len(concepts) >= 450
    assert [concept.key for concept in concepts if all(map(str.isascii, concept.names))] == []
    assert [concept.key for concept in concepts if not any(map(str.isascii, concept.names))] == []


def test_every_broader_concept_is_there_and_none_is_broader_than_itself():
    concepts = thesaurus().concepts

    assert {key for each in concepts.values() for key in each.broader} <= set(concepts)
    assert all(len(thesaurus().with_broader(key)) < 8 for key in concepts)
    assert thesaurus().with_broader("calf") == ["calf", "cattle", "livestock"]


def test_no_name_means_two_things_but_those_that_are_known_to():
    assert {name for name, found in thesaurus().by_name.items() if len(found) > 1} == AMBIGUOUS


@pytest.mark.parametrize("name", ["いちご", "イチゴ", "苺", "とちおとめ", "Strawberries"])
def test_a_thing_has_one_concept_under_all_its_names(name):
    assert [concept.key for concept in thesaurus().by_name[folded_name(name)]] == ["strawberry"]


def test_each_trade_has_words_of_its_own():
    own = {
        sector: [each for each in thesaurus().concepts.values() if sector in each.sectors]
        for sector in SECTORS.values()
    }

    assert all(len(concepts) >= 40 for concepts in own.values())


@pytest.mark.parametrize(
    ("plural", "single"),
    [
        ("strawberries", "strawberry"),
        ("boxes", "box"),
        ("pigs", "pig"),
        ("grass", "grass"),
        ("citrus", "citrus"),
        ("peaches", "peach"),
    ],
)
def test_a_plural_finds_its_single(plural, single):
    assert stem(plural) == single


def test_folding_keeps_every_letter_in_its_place():
    text = "İSTANBUL ヴィールス ガ"

    assert len(fold(text)) == len(text)
