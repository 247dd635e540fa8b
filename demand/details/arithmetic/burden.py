"""What filing papers costs, and what is asked though somebody holds it already."""

from collections.abc import Iterable
from dataclasses import dataclass

MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class Filing:
    """One form, as one operation files it. Units: filings a year, minutes each.

    `held_count` is how many of its fields somebody holds already.
    """

    filings: int
    minutes: int
    field_count: int
    held_count: int


@dataclass(frozen=True, slots=True)
class Burden:
    """Units: hours and yen a year, of one operation.

    `duplicate_count` is how many fields are asked of it though somebody holds them;
    `duplicates_a_year` counts each as often as it is filled in.
    """

    hours: float
    cost: int
    field_count: int
    duplicate_count: int
    duplicates_a_year: int


def burden(filings: Iterable[Filing], *, wage: int) -> Burden | None:
    """Add up what filing costs: filings × minutes × wage. None where nothing is filed.

    Units: wage in yen an hour.
    """
    filed = list(filings)
    if not filed:
        return None
    minutes = sum(one.filings * one.minutes for one in filed)
    return Burden(
        hours=minutes / MINUTES_PER_HOUR,
        cost=round(minutes * wage / MINUTES_PER_HOUR),
        field_count=sum(one.field_count for one in filed),
        duplicate_count=sum(one.held_count for one in filed),
        duplicates_a_year=sum(one.filings * one.held_count for one in filed),
    )
