"""Who may stand in a table is found, and what only looks like it is not."""

import pandas as pd
import pytest

from datasets.intake.arithmetic.personal import persons_in, places_in


@pytest.fixture
def found(tmp_path):
    """Look through columns: `found(品種=["山田錦"])` gives {column: why}."""

    def look(*, but=(), **columns):
        pd.DataFrame(columns).to_parquet(tmp_path / "t.parquet", index=False)
        return {each.where: each.why for each in persons_in(tmp_path / "t.parquet", but=but)}

    return look


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("佐藤_圃場1.jpg", "SURNAME"),
        ("写真/佐々木/1.jpg", "SURNAME"),
        ("写真/鈴木さん/1.jpg", "SURNAME"),
        ("高橋農園", "SURNAME"),
        ("伊藤", "SURNAME"),
        ("佐藤花子", "SURNAME"),
        ("鈴木 太郎", "SURNAME"),
        ("taro@example.com", "EMAIL"),
        ("090-1234-5678", "PHONE"),
        ("0285(83)0000", "PHONE"),
        ("連絡は09012345678まで", "PHONE"),
        # Rice, mountains, a date, a lot, a code: nobody.
        ("山田錦", None),
        ("佐藤錦", None),
        ("中山間地域", None),
        ("2026-05-04", None),
        ("03-12", None),
        ("L2026-0904-001", None),
        ("00123456789012", None),
        ("うどんこ病", None),
    ],
)
def test_values_tell(found, value, why):
    assert found(備考=["晴れ", value]).get("備考") == why


@pytest.mark.parametrize("name", ["氏名", "担当者", "電話番号", "住所", "E-mail", "worker_name"])
def test_the_name_of_a_column_tells(found, name):
    assert found(**{name: ["a", "b"]}) == {name: "COLUMN"}
    assert found(**{name: [1, 2]}) == {name: "COLUMN"}


@pytest.mark.parametrize("name", ["品種名", "name", "圃場", "担当区", "address_count"])
def test_other_columns_are_left_alone(found, name):
    assert found(**{name: ["a", "b"]}) == {}


def test_what_is_settled_is_passed_over(found):
    assert found(but={"氏名"}, 氏名=["佐藤"], 備考=["a@b.jp"]) == {"備考": "EMAIL"}


@pytest.mark.parametrize(
    ("name", "is_place"),
    [
        ("lat", True),
        ("GPS_longitude", True),
        ("緯度", True),
        ("北緯度数", True),
        ("latency", False),
    ],
)
def test_places_are_columns_of_degrees(tmp_path, name, is_place):
    frame = pd.DataFrame({name: [36.4361, 36.4], f"{name}の備考": ["a", "b"]})
    frame.to_parquet(tmp_path / "t.parquet", index=False)

    assert places_in(tmp_path / "t.parquet") == ([name] if is_place else [])
