"""What a need is about in one word, the same however it is spelled."""

from demand.needs.arithmetic.search.folding import even, fold
from demand.needs.arithmetic.search.reading import read
from demand.needs.arithmetic.search.thesaurus import thesaurus

LONGEST_KEY = 60


def product_key(product: str, *, sector: str) -> str:
    """Name a product by its concept, so that いちご, イチゴ, 苺 and とちおとめ are one.

    The sector resolves names such as カキ. What the thesaurus does not know goes by its
    own name, folded.
    """
    for term in read(product, sector=sector).terms:
        if term.concepts:
            return term.concepts[0]
    return fold(even(product)).strip()[:LONGEST_KEY]


def product_name(key: str, *, japanese: bool) -> str:
    """Give a product's usual name in one of the languages; its own where no other is known."""
    concept = thesaurus().concepts.get(key)
    # A table's line begins with the Japanese and the English name.
    return concept.names[0 if japanese else 1] if concept else key
