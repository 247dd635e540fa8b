"""Counts that may be shown: small cells are hidden, and what would give them away with them."""

from collections.abc import Iterable, Mapping

FEWEST_SHOWN = 3
MOST_HIDDEN = FEWEST_SHOWN - 1


def shown_cells(cells: Mapping[str, int]) -> dict[str, int | None]:
    """Hide cells below three, and as many more as it takes that the total gives none away.

    The sum of the cells is taken to be known to everybody. None stands for a hidden
    cell; an empty one is hidden like a small one, or its neighbour could be told.
    Source: primary and complementary cell suppression.
    """
    by_size = sorted(cells, key=lambda name: cells[name])
    hidden = [name for name in by_size if cells[name] < FEWEST_SHOWN]
    shown = by_size[len(hidden) :]
    while shown and _gives_itself_away(cells[name] for name in hidden):
        hidden.append(shown.pop(0))
    return {name: None if name in hidden else count for name, count in cells.items()}


def coarse(total: int, count: int) -> int | None:
    """Give a sum that may be shown: from three answers on, to two figures.

    A sum that is always up to date gives each newcomer's part away; two figures of it
    hardly do.
    """
    if count < FEWEST_SHOWN:
        return None
    step: int = 10 ** max(0, len(str(total)) - 2)
    return round(total / step) * step


def _gives_itself_away(hidden: Iterable[int]) -> bool:
    """Tell whether the sum of hidden cells leaves only one way to fill them."""
    counts = list(hidden)
    return sum(counts) > 0 and (len(counts) == 1 or sum(counts) == len(counts) * MOST_HIDDEN)
