"""Somebody's own assumptions in place of those that an estimate was drawn with."""

from collections.abc import Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

from marketplace.opportunities.arithmetic.priors import (
    TYPICAL,
    Beta,
    Fixed,
    Lognormal,
    Prior,
    Priors,
    Triangular,
    Uniform,
)

type Bounds = tuple[float, float]

MUCH_YEN: Bounds = (0, 1_000_000_000)
ANY_SHARE: Bounds = (0, 1)
# Between which values each assumption may be set. Zero is left out where it would divide.
BOUNDS: Mapping[str, Bounds] = MappingProxyType(
    {
        "share": ANY_SHARE,
        "hypothetical_divisor": (1, 10),
        "price": (1, 1_000_000_000),
        "innovation": (0.001, 1),
        "imitation": (0, 3),
        "churn": ANY_SHARE,
        "labels": (0, 10_000_000),
        "label_cost": (0, 1_000_000),
        "person_months": (0, 1_000),
        "wage": MUCH_YEN,
        "computing": MUCH_YEN,
        "inference": MUCH_YEN,
        "halving_months": (0.5, 1_000),
        "floor_share": ANY_SHARE,
        "maintenance_share": ANY_SHARE,
        "support": MUCH_YEN,
        "acquisition": MUCH_YEN,
        "technical": ANY_SHARE,
        "substitution": ANY_SHARE,
        "discount": ANY_SHARE,
        "platform_share": ANY_SHARE,
        "dividend_share": ANY_SHARE,
        "subsidy": MUCH_YEN,
        "season": (0, 36),
    }
)
KINDS: Mapping[str, type] = MappingProxyType(
    {
        "fixed": Fixed,
        "uniform": Uniform,
        "triangular": Triangular,
        "lognormal": Lognormal,
        "beta": Beta,
    }
)


class OutOfBounds(ValueError):
    """An assumption is set to what it cannot be."""


def overridden(priors: Priors, changed: Mapping[str, float]) -> Priors:
    """Take some assumptions as certain, at these values. Units: those of Priors.

    Raises: OutOfBounds.
    """
    for name, value in changed.items():
        low, high = BOUNDS[name]
        if not low <= value <= high:
            raise OutOfBounds(name)
    return replace(priors, **{name: Fixed(float(value)) for name, value in changed.items()})


def priors_from(assumed: Mapping[str, Mapping[str, Any]]) -> Priors:
    """Read priors off an estimate's document; what it does not know is a typical developer's."""
    known = {
        each.name: _prior_from(assumed[each.name])
        for each in fields(Priors)
        if each.name in assumed
    }
    return replace(TYPICAL, **known)  # type: ignore[arg-type]  # season is told, hence fixed


def _prior_from(document: Mapping[str, Any]) -> Prior:
    values = {name: value for name, value in document.items() if name != "kind"}
    prior: Prior = KINDS[document["kind"]](**values)
    return prior
