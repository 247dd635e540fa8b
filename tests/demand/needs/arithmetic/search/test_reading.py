"""Texts read as terms: worked examples."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demand.needs.arithmetic.search.lexemes import Written, edition, entry, eras, quoted
from demand.needs.arithmetic.search.reading import pairs_of, read


def meant(text, sector=""):
    return [key for term in read(text, sector=sector).terms for key in term.concepts]


@pytest.mark.parametrize(
    ("sector", "concepts"),
    [
        ("AGRICULTURE", ["persimmon"]),
        ("AQUACULTURE", ["oyster"]),
        ("FISHERY", ["oyster"]),
        ("", ["persimmon", "oyster"]),
        ("FORESTRY", ["persimmon", "oyster"]),
    ],
)
def test_the_trade_says_what_kaki_means(sector, concepts):
    assert meant("カキ", sector) == concepts


def test_without_a_trade_the_other_words_say_what_kaki_means():
    assert "persimmon" not in meant("カキ 幼生")
    assert "oyster" not in meant("カキ 剪定")


@pytest.mark.parametrize("text", ["うどんこ病", "ウドンコ病", "うどんこびょう", "powdery mildew"])
def test_powdery_mildew_is_one_thing_and_no_noodle(text):
    reading = read(text)

    assert reading.concepts == ("powdery_mildew", "disease")
    assert "饂飩" not in reading.words


@pytest.mark.parametrize("text", ["これしかない", "10個以下です", "みのりの秋", "見たい"])
def test_a_short_name_within_another_word_is_none(text):
    assert not {"deer", "squid", "japanese_pear", "nori", "sea_bream"} & set(meant(text))


def test_a_short_name_is_found_where_it_is_a_word():
    assert meant("シカとイノシシ") == ["deer", "boar"]
    assert meant("網でいかを獲る", "FISHERY")[:2] == ["net", "squid"]


def test_the_longest_name_is_taken():
    assert meant("rice blast") == ["rice_blast"]
    assert meant("葉かき", "AGRICULTURE") == ["leaf_picking"]
    assert "かき" not in read("葉かき").words


def test_latin_words_are_kept_as_they_were_typed():
    assert {"gap", "fax"} <= set(read("GAPの帳面をFAXで").words)


def test_pairs_of_hiragana_alone_are_grammar():
    assert pairs_of("網をあげるまで") == ["網を"]
    assert pairs_of("カメラ ab") == ["かめ", "めら"]


def test_what_title_and_product_say_weighs_more():
    written = Written(
        "いちごの病気", "いちご", "虫が出た。", "AGRICULTURE", "09", "PAPERWORK", ("DOCUMENT",)
    )

    vector = entry(written).as_tsvector()

    assert "'cstrawberry':1A" in vector
    assert "'cpest'" in vector
    assert "'cpest':" not in vector
    for lexeme in ("=sector:AGRICULTURE", "=task:DOCUMENT", "cprefecture_09", "cpaperwork", "@0"):
        assert quoted(lexeme) in vector


def test_an_entry_knows_every_spelling_of_what_it_names():
    spellings = entry(Written("苺", "苺", "白い粉。", "AGRICULTURE", "09", "TECHNOLOGY")).spellings

    assert spellings["いちご"] == "cstrawberry"
    assert spellings["うどんこ病"] == "cpowdery_mildew"


def test_the_eras_of_keys_reach_from_the_first_to_the_last():
    assert eras(4_000, 9_000) == ["@0", "@1", "@2"]


def test_the_edition_names_shape_and_tables():
    assert edition().count("-") == 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_read(text):
    reading = read(text)

    assert all(term.text for term in reading.terms)
    assert not any("\x00" in word for word in reading.words)
