"""What a field reads of what a person writes, and the sentence when it cannot."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from demand.needs.arithmetic.writing import Area
from demand.needs.forms import (
    CountField,
    DayField,
    NumberField,
    QuantityField,
    YenField,
    in_units,
)


def sentence_of(field, written):
    with override("ja"):
        with pytest.raises(ValidationError) as refusal:
            field.clean(written)
        return refusal.value.messages[0]


@pytest.mark.parametrize(
    ("field", "written", "meant"),
    [
        (YenField(), "３万５千円", 35_000),
        (YenField(), "約8,000円", 8_000),
        (YenField(), "0", 0),
        (NumberField(), "２．５", Decimal("2.5")),
        (CountField(), "約2万", 20_000),
        (DayField(), "令和9年3月末", date(2027, 3, 31)),
        (QuantityField(), "2.5", Decimal("2.5")),
        (QuantityField(), "25a", Area(Decimal(25))),
    ],
)
def test_a_field_reads_what_people_write(field, written, meant):
    assert field.clean(written) == meant


@pytest.mark.parametrize("field", [YenField, NumberField, CountField, DayField, QuantityField])
def test_nothing_written_is_nothing_where_nothing_is_required(field):
    assert field(required=False).clean("  ") is None


@pytest.mark.parametrize(
    ("field", "written", "sentence"),
    [
        (YenField(), "たくさん", "「たくさん」を値段として読めませんでした。"),
        (YenField(), "-5", "値段は0円より下にできません。"),
        (YenField(), "30億円", "値段が高すぎます。"),
        (NumberField(), "すこし", "「すこし」を数として読めませんでした。"),
        (NumberField(), "0", "数量は0より大きくしてください。"),
        (NumberField(), "1億", "数が大きすぎます。"),
        (CountField(), "2.5", "小数のない数を書いてください。"),
        (CountField(most=100), "101", "数が大きすぎます。"),
        (DayField(), "そのうち", "「そのうち」を日付として読めませんでした。"),
        (QuantityField(), "広い", "「広い」を読めませんでした。"),
        (QuantityField(), "0a", "数量は0より大きくしてください。"),
        (YenField(), "8" * 61, "60"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence(field, written, sentence):
    assert sentence in sentence_of(field, written)


@pytest.mark.parametrize(
    ("written", "thing", "units"),
    [
        ("25a", "10A", "2.50"),
        ("2反5畝", "10A", "2.48"),  # 25 × 30 × 400/121 m²
        ("25a", "HA", "0.25"),
        ("3町", "HA", "2.98"),
        ("2.5", "BOAT", "2.50"),
        ("0.001", "10A", "0.01"),
    ],
)
def test_an_area_counts_in_the_unit_of_the_need(written, thing, units):
    assert in_units(QuantityField().clean(written), thing) == Decimal(units)


def test_an_area_of_boats_is_refused_in_words():
    with override("ja"), pytest.raises(ValidationError) as refusal:
        in_units(Area(Decimal(25)), "BOAT")

    with override("ja"):
        assert "面積あたりではありません" in refusal.value.messages[0]
