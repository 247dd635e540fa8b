"""How the products of needs are called on pages and by programs."""

from demand.needs.arithmetic.search.products import product_name
from marketplace.pages.wording import speaks_japanese


def called(key: str) -> str:
    """Name a product in the language of the page."""
    return product_name(key, japanese=speaks_japanese())
