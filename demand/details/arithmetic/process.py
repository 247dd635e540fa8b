"""The work as it is done today, and what unblocking a step of it would bring."""

from collections.abc import Sequence
from dataclasses import dataclass

MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the work. Units: minutes a year.

    `is_open` says that a machine may do it; `is_blocked` that something keeps it from it.
    """

    name: str
    minutes: int
    is_open: bool
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class Unblocking:
    """What lifting one step's obstacle would bring. Units: hours a year; times as fast.

    `place` is the step's among those given, from 0.
    """

    place: int
    hours_freed: float
    speed_up: float


@dataclass(frozen=True, slots=True)
class Process:
    """Units: hours a year; shares 0–1; speed-ups in times as fast as today.

    `ceiling` is the whole work's speed-up however fast a machine is, once nothing is
    blocked; None where no step would stay with a person.
    """

    hours: float
    open_share: float
    blocked_share: float
    speed_up_now: float
    speed_up_unblocked: float
    ceiling: float | None
    ranked: tuple[Unblocking, ...]


def speed_up(share: float, factor: float) -> float:
    """Tell how many times faster the whole goes when a share of it goes `factor` times faster.

    Raises: ValueError for a share outside 0–1 and a factor that is not above zero.
    Source: Amdahl 1967, 1 / ((1 − a) + a / s).
    """
    if not 0 <= share <= 1 or factor <= 0:
        raise ValueError(f"No speed-up of a share of {share} by {factor}")
    return 1 / ((1 - share) + share / factor)


def read_process(steps: Sequence[Step], *, factor: float) -> Process | None:
    """Rank the blocked steps by the hours that unblocking each alone would free.

    `factor` is how many times faster a machine does a step. None where no step takes time.
    """
    total = sum(step.minutes for step in steps)
    if total == 0:
        return None
    opened = sum(step.minutes for step in steps if step.is_open and not step.is_blocked)
    blocked = sum(step.minutes for step in steps if step.is_blocked)
    kept = total - opened - blocked
    return Process(
        hours=total / MINUTES_PER_HOUR,
        open_share=opened / total,
        blocked_share=blocked / total,
        speed_up_now=speed_up(opened / total, factor),
        # Bounded: sums of shares may be a hair above one.
        speed_up_unblocked=speed_up(min(1, (opened + blocked) / total), factor),
        ceiling=total / kept if kept else None,
        ranked=_ranked(steps, opened, total, factor),
    )


def _ranked(
    steps: Sequence[Step], opened: int, total: int, factor: float
) -> tuple[Unblocking, ...]:
    lifted = [
        Unblocking(
            place=place,
            hours_freed=step.minutes * (1 - 1 / factor) / MINUTES_PER_HOUR,
            speed_up=speed_up((opened + step.minutes) / total, factor),
        )
        for place, step in enumerate(steps)
        if step.is_blocked
    ]
    return tuple(sorted(lifted, key=lambda one: (-one.hours_freed, one.place)))
