"""The floor under how often a need is seen."""

from hypothesis import given
from hypothesis import strategies as st

from marketplace.opportunities.arithmetic.exposure import with_floor

FEW = st.lists(st.integers(0, 40), unique=True, max_size=20)


def test_every_fifth_place_goes_to_the_next_neglected_one():
    places = with_floor(["a", "b", "c", "d", "e", "f", "g", "h", "i"], ["x", "y", "z"])

    assert "".join(place.held_by for place in places) == "abcdxefghyi"
    assert [n for n, place in enumerate(places, 1) if place.is_lifted] == [5, 10]


@given(ranked=FEW, neglected=FEW)
def test_nobody_is_left_out_or_stands_twice_and_the_order_holds(ranked, neglected):
    places = with_floor(ranked, neglected)

    held = [place.held_by for place in places]
    lifted = [place.held_by for place in places if place.is_lifted]
    assert len(set(held)) == len(held)
    assert [each for each in held if each not in lifted] == ranked
    assert lifted == [each for each in neglected if each not in ranked][: len(lifted)]
    assert len(lifted) <= len(places) // 5
