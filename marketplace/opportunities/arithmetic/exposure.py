"""A floor under how often a need is seen: small ones must not vanish below popular ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# A need that fits should be seen so often a week before popular ones go first again (仮定).
FLOOR = 20
EVERY = 5


@dataclass(frozen=True, slots=True)
class Place[T]:
    """One place of a list, and whether it was given to a need for want of eyes."""

    held_by: T
    is_lifted: bool


def with_floor[T](
    ranked: Sequence[T], neglected: Sequence[T], every: int = EVERY
) -> list[Place[T]]:
    """Give every fifth place to the next neglected one; the others keep their order.

    Nobody stands twice, and what is ranked is only put back, never left out.
    Source: amortised fairness with a floor, science.md, section 7.
    """
    waiting = iter([each for each in neglected if each not in ranked])
    return list(_placed(ranked, waiting, every))


def _placed[T](ranked: Sequence[T], waiting: Iterator[T], every: int) -> Iterator[Place[T]]:
    for number, each in enumerate(ranked, 1):
        yield Place(each, is_lifted=False)
        if number % (every - 1) == 0 and (lifted := next(waiting, None)) is not None:
            yield Place(lifted, is_lifted=True)
