"""What filing costs: filings × minutes × wage."""

from demand.details.arithmetic.burden import Burden, Filing, burden


def test_a_burden_is_filings_by_minutes_by_wage():
    daily = Filing(filings=240, minutes=30, field_count=20, held_count=8)
    yearly = Filing(filings=1, minutes=600, field_count=40, held_count=0)

    # 240 × 30 + 600 = 7,800 minutes = 130 hours; at 1,500 yen 195,000 yen.
    assert burden([daily, yearly], wage=1_500) == Burden(
        hours=130.0,
        cost=195_000,
        field_count=60,
        duplicate_count=8,
        duplicates_a_year=1_920,
    )


def test_nothing_filed_is_no_burden():
    assert burden([], wage=1_500) is None
