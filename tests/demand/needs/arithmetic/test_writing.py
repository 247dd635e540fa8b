"""A table of what people write, and what it means."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import kanjize
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand.needs.arithmetic.writing import (
    Area,
    Frequency,
    Unreadable,
    area,
    day,
    frequency,
    number,
    yen,
)

PRICES = {
    "8000": 8_000,
    "8,000": 8_000,
    "８，０００": 8_000,
    "8、000円": 8_000,
    "8000円": 8_000,
    " 8 000 円 ": 8_000,
    "¥8,000": 8_000,
    "￥８，０００－": 8_000,
    "¥8,000-": 8_000,
    "\\8,000": 8_000,
    "8,000円也": 8_000,
    "8000 yen": 8_000,
    "8千円": 8_000,
    "八千円": 8_000,
    "八〇〇〇円": 8_000,
    "金八千円也": 8_000,
    "金参萬円也": 30_000,
    "3万5千円": 35_000,
    "３万５千": 35_000,
    "3万5000円": 35_000,
    "三万五千円": 35_000,
    "3.5万": 35_000,
    "三・五万円": 35_000,
    "3千5百円": 3_500,
    "1万500円": 10_500,
    "3万5円": 30_005,
    "350千円": 350_000,
    "十万円": 100_000,
    "百五十万円": 1_500_000,
    "1億2000万円": 120_000_000,
    "1.5億": 150_000_000,
    "約8,000円くらい": 8_000,
    "およそ1万円": 10_000,
    "だいたい5千円ほど": 5_000,
    "1万円程度です。": 10_000,
    "8千円弱": 8_000,
    "3万円まで": 30_000,
    "約3万円くらいまで": 30_000,
    "1万円以内": 10_000,
    "上限3万円": 30_000,
    "〜3万円": 30_000,
    "8,000円（税込）": 8_000,
    "税込み8千円くらい": 8_000,
    "税抜1万円": 11_000,
    "1万円（税別）": 11_000,
    "１０，００５円＋税": 11_006,
    "0": 0,
    "０円": 0,
    "〇円": 0,
    "ゼロ円": 0,
    "無料": 0,
    "ただ": 0,
    "-100": -100,
    "−１００円": -100,
    "¥-100": -100,
}
NO_PRICES = [
    "",
    "円",
    "万円",
    "いくらでも",
    "8000ドル",
    "8ooo",
    "8,00円",
    "1.2.3",
    "1.5円",
    "8000.5円",
    "3万5",  # 35,000 or 30,005
    "三万五",
    "3万〜5万円",
    "3万-5万円",
    "月3千円",  # per month, whatever the unit is
    "10aあたり8,000円",
    "1" * 61,
    "9" * 40,
]
NUMBERS = {
    "12": "12",
    "2.5": "2.5",
    "２．５": "2.5",
    "二・五": "2.5",
    "1,234.5": "1234.5",
    "百二十": "120",
    "二百五十": "250",
    "3万5千": "35000",
    "約80": "80",
    "80くらい": "80",
    "弐拾": "20",
    "ゼロ": "0",
    "-5": "-5",
    "ー５": "-5",
    "マイナス3": "-3",
}
NO_NUMBERS = ["", "たくさん", "12頭", "3万5", "1e5", "½", "٣", "1/2", "十十"]
DAYS = {
    "2026-11-03": date(2026, 11, 3),
    "2026-11-3": date(2026, 11, 3),
    "2026/11/3": date(2026, 11, 3),
    "2026.11.3": date(2026, 11, 3),
    "20261103": date(2026, 11, 3),
    "２０２６／１１／３": date(2026, 11, 3),
    "2026‐11–3": date(2026, 11, 3),
    "2026ー11ー3": date(2026, 11, 3),
    "2026年11月3日": date(2026, 11, 3),
    "西暦2026年11月3日": date(2026, 11, 3),
    "二〇二六年十一月三日": date(2026, 11, 3),
    "2026年11月3日（火）": date(2026, 11, 3),
    "2026年11月3日 火曜日": date(2026, 11, 3),
    "令和8年11月3日": date(2026, 11, 3),
    "令和 ８ 年 １１ 月 ３ 日": date(2026, 11, 3),
    "令和八年十一月三日": date(2026, 11, 3),
    "㋿8年11月3日": date(2026, 11, 3),
    "令8.11.3": date(2026, 11, 3),
    "R8.11.3": date(2026, 11, 3),
    "Ｒ８．１１．３": date(2026, 11, 3),
    "R.8.11.3": date(2026, 11, 3),
    "r08/11/03": date(2026, 11, 3),
    "令和8年11月3日まで": date(2026, 11, 3),
    "令和元年5月1日": date(2019, 5, 1),
    "平成31年4月30日": date(2019, 4, 30),
    "平成32年3月1日": date(2020, 3, 1),  # as forms printed before 2019 have it
    "H31.4.30": date(2019, 4, 30),
    "昭和33年1月2日": date(1958, 1, 2),
    "S33.1.2": date(1958, 1, 2),
    "大正15年1月2日": date(1926, 1, 2),
    "明治45年7月29日": date(1912, 7, 29),
    "令和9年2月末": date(2027, 2, 28),
    "2028年2月末日": date(2028, 2, 29),
}
NO_DAYS = [
    "",
    "あした",
    "2026-13-01",
    "2026年13月末",
    "令和8年2月30日",
    "令和8年11月",
    "令和100年1月1日",
    "26/11/3",  # 2026 or 令和26年
    "8.11.3",
    "11月3日",
    "99999-1-1",
    "2026-11-" + "9" * 15,
]
# Areas are to the square metre: a 反 is 991.7 m².
# Only where it is asked for, so that 60分 is no sixty hours.
COUNTED = {
    "60時間": 60,
    "年６０時間くらい": 60,
    "年間に約60時間": 60,
    "六十": 60,
    "1万2千時間": 12_000,
}
NOT_COUNTED = ["60分", "時間", "3万5時間", "60時間分"]
# By when it is wanted, as said on 24 November 2026.
UNTIL = {
    "2027年3月": date(2027, 3, 31),
    "令和9年3月": date(2027, 3, 31),
    "3月": date(2027, 3, 31),
    "3月末": date(2027, 3, 31),
    "12月": date(2026, 12, 31),
    "来年3月": date(2027, 3, 31),
    "来年の３月末まで": date(2027, 3, 31),
    "再来年2月": date(2028, 2, 29),
    "今年12月24日": date(2026, 12, 24),
    "令和9年3月1日": date(2027, 3, 1),
}
AREAS = {
    "2丁3反": Decimal("228.10"),
    "25a": "25",
    "２５Ａ": "25",
    "0.8ha": "80",
    "1ha50a": "150",
    "1ヘクタール": "100",
    "5㌶": "500",
    "30アール": "30",
    "30ｱｰﾙ": "30",
    "1反": "9.92",
    "2.5反": "24.79",
    "2反半": "24.79",
    "二反五畝": "24.79",
    "三反歩": "29.75",
    "3段": "29.75",
    "約3反くらい": "29.75",
    "半反": "4.96",
    "5畝": "4.96",
    "3反5畝10歩": "35.04",
    "1町": "99.17",
    "2町歩": "198.35",
    "1町半": "148.76",
    "1町2反5畝": "123.97",
    "1坪": "0.03",
    "300坪": "9.92",
    "500㎡": "5",
    "500m²": "5",
    "1,200平米": "12",
    "500平方メートル": "5",
    "1万㎡": "100",
}
NO_AREAS = ["", "25", "広い", "2反1町", "1反2反", "反", "3エーカー", "1町と2反"]
FREQUENCIES = {
    "10回のうち8回": (8, 10),
    "１０回のうち８回": (8, 10),
    "十回のうち八回": (8, 10),
    "10回うち8回": (8, 10),
    "10回中8回": (8, 10),
    "10回に8回": (8, 10),
    "三回に一回": (1, 3),
    "10分の8": (8, 10),
    "100個のうち95個": (95, 100),
    "10林分のうち8": (8, 10),
    "10株のうち8株以上": (8, 10),
    "10株のうち8株は当ててほしい": (8, 10),
    "8/10": (8, 10),
    "８／１０": (8, 10),
    "8回/10回": (8, 10),
    "8 out of 10": (8, 10),
    "8 in 10": (8, 10),
    "8割": (8, 10),
    "八割": (8, 10),
    "8割くらい": (8, 10),
    "8割5分": (85, 100),
    "九割五分": (95, 100),
    "8割半": (85, 100),
    "8.5割": (85, 100),
    "80%": (80, 100),
    "99.5％": (995, 1000),
    "95パーセント": (95, 100),
    "半分": (1, 2),
    "10回のうち0回": (0, 10),
}
NO_FREQUENCIES = [
    "",
    "いつも",
    "8回",
    "10回のうち12回",
    "11割",
    "8/0",
    "0/0",
    "2.5/10",
    "10回のうち8〜9回",
    "10回のうち8回外れ",
    "20行のうち直すのは1行まで",
    "10頭のうち9頭が±5kg",
]


@pytest.mark.parametrize(("written", "meant"), PRICES.items())
def test_a_price_is_read_however_it_is_written(written, meant):
    assert yen(written) == meant


@pytest.mark.parametrize(("written", "meant"), NUMBERS.items())
def test_a_number_is_read_however_it_is_written(written, meant):
    assert number(written) == Decimal(meant)


@pytest.mark.parametrize(("written", "meant"), DAYS.items())
def test_a_day_is_read_in_either_calendar(written, meant):
    assert day(written) == meant


@pytest.mark.parametrize(("written", "meant"), AREAS.items())
def test_an_area_is_read_in_old_measures_and_new(written, meant):
    assert area(written) == Area(Decimal(meant))


@pytest.mark.parametrize(("written", "meant"), FREQUENCIES.items())
def test_a_frequency_is_read_as_people_count(written, meant):
    assert frequency(written) == Frequency(*meant)


@pytest.mark.parametrize(
    ("read", "written"),
    [
        (read, written)
        for read, texts in (
            (yen, NO_PRICES),
            (number, NO_NUMBERS),
            (day, NO_DAYS),
            (area, NO_AREAS),
            (frequency, NO_FREQUENCIES),
        )
        for written in texts
    ],
)
def test_what_cannot_be_read_or_means_two_things_is_given_back_as_written(read, written):
    with pytest.raises(Unreadable) as refused:
        read(written)

    assert refused.value.text == written


def test_the_message_of_a_refusal_does_not_tell_the_text():
    with pytest.raises(Unreadable) as refused:
        yen("月3千円")

    assert "3千" not in str(refused.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("11月25日", date(2026, 11, 25)),
        ("11/24", date(2026, 11, 24)),
        ("11月23日", date(2027, 11, 23)),
        ("十二月末まで", date(2026, 12, 31)),
        ("R9.1.5", date(2027, 1, 5)),
    ],
)
def test_a_day_without_its_year_is_the_next_one(written, meant):
    assert day(written, after=date(2026, 11, 24)) == meant


def test_an_area_is_given_in_other_measures_too():
    field = area("1町")

    assert (field.square_metres, field.hectares) == (9917, Decimal("0.9917"))


def test_a_frequency_has_a_share():
    assert frequency("8割5分").share == 0.85


FULL_WIDTH = str.maketrans("0123456789,", "０１２３４５６７８９，")


@given(st.integers(1, 10**12))
def test_every_whole_price_is_read_in_each_script(price):
    kanji = kanjize.number2kanji(price)
    ending = "" if price < 10 else "円"

    for written in (f"{price}", f"{price:,}円", f"{price:,}".translate(FULL_WIDTH), kanji + ending):
        assert yen(written) == price


@given(st.dates(date(2019, 5, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_both_calendars(then):
    era = then.year - 2018

    for written in (
        then.isoformat(),
        f"令和{era}年{then.month}月{then.day}日",
        f"R{era}.{then.month}.{then.day}",
        f"{kanjize.number2kanji(then.year)}年{kanjize.number2kanji(then.month)}月{then.day}日",
    ):
        assert day(written) == then


@pytest.mark.parametrize("read", [yen, number, day, area, frequency])
@given(
    st.text(max_size=30)
    | st.text("0123456789,.-/〇一二十百千万億年月日割反町a円のうち", max_size=12)
)
def test_any_text_at_all_is_read_or_refused(read, text):
    with suppress(Unreadable):
        read(text)


@pytest.mark.parametrize(("written", "meant"), COUNTED.items())
def test_what_was_asked_for_may_be_named(written, meant):
    assert number(written, counted=("時間", "hours")) == meant


@pytest.mark.parametrize("written", NOT_COUNTED)
def test_what_was_not_asked_for_is_not_guessed_at(written):
    with pytest.raises(Unreadable):
        number(written, counted=("時間", "hours"))


@pytest.mark.parametrize(("written", "meant"), UNTIL.items())
def test_by_when_is_read_to_the_end_of_a_month(written, meant):
    assert day(written, after=date(2026, 11, 24), by_its_end=True) == meant
