"""Words for people stand beside the names of arithmetic: neither may lack the other's."""

from demand.needs.vocabulary import Thing
from marketplace.opportunities.arithmetic.obstacle import Lever
from marketplace.opportunities.arithmetic.priors import INPUTS
from marketplace.opportunities.vocabulary import (
    RESTS_ON,
    TYPICAL_QUANTITY,
    Assumption,
    Obstacle,
)


def test_every_input_of_the_model_has_its_words_its_unit_and_its_basis():
    assert set(Assumption.values) == set(INPUTS)
    assert set(RESTS_ON) == set(Assumption)


def test_every_lever_has_its_words():
    assert set(Obstacle.values) == {str(lever) for lever in Lever}


def test_every_thing_has_a_typical_quantity():
    assert set(TYPICAL_QUANTITY) == set(Thing)
