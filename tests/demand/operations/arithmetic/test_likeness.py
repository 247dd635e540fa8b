"""Which operations are taken to be one, by a table of examples."""

import pytest

from demand.operations.arithmetic.likeness import Identity, Reason, likeness, sound_of

NUMBER, OTHER_NUMBER = "5000012080001", "7000012050002"


def farm(name, phone="", municipality="真岡市", corporate_number="", products="いちご"):
    return Identity(name, products, "09", municipality, phone, corporate_number)


SAME = [
    (farm("佐藤農園"), farm("株式会社佐藤農園")),
    (farm("佐藤農園"), farm("(有)サトウ農園")),
    (farm("佐藤いちご園"), farm("㈱ｻﾄｳ農園")),
    (farm("さとう農場"), farm("佐藤ファーム")),
    (farm("髙橋農園"), farm("高橋農園")),
    (farm("農事組合法人みのり"), farm("みのり農園")),
    (farm("佐藤太郎", "0285821234"), farm("佐藤健", "0285821234")),
    (farm("佐藤太郎", "0285821234"), farm("上田集落営農組合", "0285821234")),
    (farm("佐藤太郎", "0285821234", "益子町"), farm("佐藤農園", "0285821234")),
    (farm("信の山", corporate_number=NUMBER), farm("佐藤農園", "", "益子町", NUMBER)),
]
NOT_THE_SAME = [
    (farm("佐藤太郎"), farm("佐藤健")),
    (farm("佐藤農園"), farm("鈴木農園")),
    (farm("佐藤農園"), farm("佐藤農園", municipality="益子町")),
    (farm("佐藤いちご園"), farm("鈴木いちご園")),
    (farm("佐藤農園", "0285821234"), farm("鈴木農園", "0285825678")),
    (farm("佐藤農園", "0285821234", "益子町"), farm("鈴木農園", "0285821234")),
    (farm("佐藤農園", municipality=""), farm("佐藤農園", municipality="")),
    (farm("佐藤農園", corporate_number=NUMBER), farm("佐藤農園", "", "真岡市", OTHER_NUMBER)),
]


def pair(case):
    return " / ".join(identity.name for identity in case)


@pytest.mark.parametrize("case", SAME, ids=pair)
def test_one_farm_under_two_names_is_proposed(case):
    one, other = case

    assert likeness(one, other).is_proposed
    assert likeness(one, other) == likeness(other, one)


@pytest.mark.parametrize("case", NOT_THE_SAME, ids=pair)
def test_two_farms_are_not(case):
    one, other = case

    assert not likeness(one, other).is_proposed


def test_it_says_what_it_rests_on():
    found = likeness(farm("佐藤太郎", "0285821234"), farm("佐藤農園", "0285821234"))

    assert found.reasons == (Reason.PHONE, Reason.FAMILY, Reason.PLACE)
    assert found.score == 0.95


def test_a_telephone_alone_shows_no_names():
    alike = farm("佐藤太郎", "0285821234"), farm("佐藤健", "0285821234")
    unlike = farm("佐藤太郎", "0285821234"), farm("上田集落営農組合", "0285821234")

    assert likeness(*alike).shows_names
    assert not likeness(*unlike).shows_names


@pytest.mark.parametrize(
    ("name", "core", "family"),
    [
        ("佐藤いちご園", "サトウ", "サトウ"),
        ("㈲鈴木牧場", "スズキ", "スズキ"),
        ("いちご園", "イチゴエン", ""),
        ("みのり農園", "ミノリ", ""),
    ],
)
def test_a_name_is_read_without_form_trade_and_product(name, core, family):
    sound = sound_of(name, "いちご")

    assert (sound.core, sound.family) == (core, family)
