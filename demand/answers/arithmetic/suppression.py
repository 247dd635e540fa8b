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
    while shown and gives_itself_away(cells[name] for name in hidden):
        hidden.append(shown.pop(0))
    return {name: None if name in hidden else count for name, count in cells.items()}


def shown_sums(
    sums: Mapping[str, int], parts: Iterable[Mapping[str, int]]
) -> dict[str, int | None]:
    """Hide of sums over several tables what is small, and what would give away a hidden cell
    of one of them, each shown by itself as `shown_cells` allows.

    A sum counts once whoever stands in several tables, so it is at most that of the parts.
    """
    hidden: dict[str, list[int]] = {name: [] for name in sums}
    for part in parts:
        for name, count in shown_cells(part).items():
            if count is None:
                hidden[name].append(part[name])
    # As small: what tells of a hidden cell is hidden as one is, and hides others beside it.
    return shown_cells(
        {name: 1 if gives_itself_away(hidden[name]) else count for name, count in sums.items()}
    )


def gives_itself_away(hidden: Iterable[int]) -> bool:
    """Tell whether the sum of hidden cells leaves only one way to fill them."""
    counts = list(hidden)
    return sum(counts) > 0 and (len(counts) == 1 or sum(counts) == len(counts) * MOST_HIDDEN)
