from decimal import Decimal

import pytest

from demand.needs.arithmetic.numerals import evened, numeral, signed


@pytest.mark.parametrize(
    ("written", "even"),
    [
        ("３．５万", "3.5万"),
        ("￥８，０００－", "¥8,000-"),
        (" 3 万　５千 ", "3万5千"),
        ("2026‐11–3", "2026-11-3"),
        ("2026ー11ー3", "2026-11-3"),
        ("10アール", "10アール"),
        ("10ｱｰﾙ", "10アール"),
        ("Ｒ８", "r8"),
        ("参萬圓", "参万円"),
        ("500㎡", "500m2"),
        ("3万～5万", "3万~5万"),
    ],
)
def test_width_case_hyphens_and_old_characters_are_evened_out(written, even):
    assert evened(written) == even


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("8000", "8000"),
        ("8,000", "8000"),
        ("1,234,567", "1234567"),
        ("三万五千", "35000"),
        ("3万5千", "35000"),
        ("二〇二六", "2026"),
        ("3.5万", "35000"),
        ("三・五千", "3500"),
        ("1.25千万", "12500000"),
        ("弐拾", "20"),
        ("007", "7"),
    ],
)
def test_a_numeral_is_read_in_either_script(written, meant):
    assert numeral(written) == Decimal(meant)


@pytest.mark.parametrize("written", ["-5", "マイナス5", "▲5", "△5"])
def test_a_minus_has_several_signs(written):
    assert signed(written) == -5


@pytest.mark.parametrize(
    "written", ["", "8,00", "80,00", "1,2万", "1.2.3", "一万二万", "8千x", "9" * 17, "--5", "万"]
)
def test_what_is_no_numeral_is_refused(written):
    with pytest.raises(ValueError):  # noqa: PT011 - kanjize has words of its own
        numeral(written)
