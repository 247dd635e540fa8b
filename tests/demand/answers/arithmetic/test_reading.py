import pytest

from demand.answers.arithmetic.reading import Band, Line, NoPrice, Reading, best_rung


def reading(*buyers, candidate_count=None, mean_quantity=1.0):
    rungs = (1000, 2000, 4000)[: len(buyers)]
    low, high = tuple(b / 2 for b in buyers), tuple(b * 2 for b in buyers)
    return Reading(
        rungs=rungs,
        mean_quantity=mean_quantity,
        answer_count=10,
        candidate_count=len(rungs) if candidate_count is None else candidate_count,
        share=Line(tuple(b / 10 for b in buyers), low, high),
        buyers=Line(buyers, low, high),
    )


def test_the_best_rung_brings_in_the_most():
    best = best_rung(reading(8, 6, 2))

    assert best.price == 2000
    assert best.buyers == Band(6, 3, 12)
    assert best.revenue == Band(12_000, 6_000, 24_000)


def test_a_unit_cost_moves_the_best_rung_up():
    best = best_rung(reading(8, 6, 2.5), unit_cost=1_000)

    assert best.price == 4000
    assert best.revenue.estimate == 7_500


def test_of_two_alike_the_lower_serves_more():
    assert best_rung(reading(8, 4, 2)).price == 1000


def test_a_rung_that_is_out_of_the_question_is_not_best():
    assert best_rung(reading(8, 6, 5, candidate_count=2)).price == 2000


@pytest.mark.parametrize(
    ("read", "unit_cost"),
    [(reading(0, 0, 0), 0), (reading(8, 6, 2), 4000), (reading(8, 6, 2, candidate_count=0), 0)],
)
def test_there_is_no_price_where_none_earns_more_than_it_costs(read, unit_cost):
    with pytest.raises(NoPrice):
        best_rung(read, unit_cost)


def test_quantity_is_the_mean_times_the_buyers():
    assert reading(8, 6, 2, mean_quantity=2.5).quantity.estimate == (20, 15, 5)


def test_a_loss_keeps_its_low_end_low():
    loss = reading(8, 6, 2).at(1000, unit_cost=1500).revenue

    assert loss == Band(-4_000, -8_000, -2_000)


def test_a_price_that_is_no_rung_cannot_be_read_off():
    with pytest.raises(ValueError, match="not in tuple"):
        reading(8, 6, 2).at(1500)
