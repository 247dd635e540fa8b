"""Words for people stand beside the names of arithmetic: neither may lack the other's."""

from marketplace.developers.arithmetic.matching import Bar, Term
from marketplace.developers.vocabulary import Criterion, Hindrance


def test_every_term_of_the_sum_has_its_words():
    assert set(Criterion.values) == {str(term) for term in Term}


def test_every_bar_has_its_words():
    assert set(Hindrance.values) == {str(bar) for bar in Bar}
