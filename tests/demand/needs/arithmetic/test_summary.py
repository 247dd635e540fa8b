"""A need in English from its fields."""

import pytest

from demand.needs.arithmetic.summary import Subject, summary

STRAWBERRIES = Subject(
    kind="TECHNOLOGY",
    sector="Agriculture",
    product="いちご",
    prefecture="Tochigi",
    tasks=["see or hear and tell", "forecast or plan"],
    hits=8,
    trials=10,
    rungs=[8_000, 30_000],
    unit="per 10 a per year",
    wanted_by="31 March 2027",
)


def test_a_summary_says_what_how_good_at_what_price_and_by_when():
    assert summary(STRAWBERRIES) == (
        "Wanted in Tochigi: technology to see or hear and tell and forecast or plan for "
        "いちご (agriculture). Good enough when right 8 times out of 10. Asked at ¥8,000 to "
        "¥30,000 per 10 a per year, with tax. Wanted by 31 March 2027."
    )


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("TECHNOLOGY", "Wanted in Ishikawa: technology to help with the work for 沿岸 (fishery)."),
        ("PAPERWORK", "Wanted in Ishikawa: less paperwork for 沿岸 (fishery)."),
        (
            "INSTITUTION",
            (
                "A rule or procedure stands in the way in Ishikawa, for 沿岸 (fishery). "
                "No price is asked."
            ),
        ),
    ],
)
def test_what_was_not_said_is_left_out(kind, said):
    subject = Subject(kind=kind, sector="Fishery", product="沿岸", prefecture="Ishikawa")

    assert summary(subject) == said
