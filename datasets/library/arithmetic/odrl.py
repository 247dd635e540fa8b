"""Terms as a policy that machines read: ODRL 2.2."""

from collections.abc import Iterable, Mapping
from typing import Any

# What one ticks, in ODRL's and Creative Commons' own words.
ACTS = {
    "may_train": ("odrl:derive",),
    "may_sell_models": ("cc:CommercialUse",),
    "may_pass_on": ("odrl:distribute", "odrl:sublicense"),
}


# The rest of the terms, choice by choice: what whoever takes the data owes for it.
DUTIES = {
    ("profit_share", "TALK"): "odrl:compensate",
    ("at_end", "DELETE"): "odrl:delete",
    ("at_end", "ALL"): "odrl:delete",
    ("at_end", "RETURN"): "odrl:delete",
    ("reports", "ASKED"): "odrl:inform",
    ("reports", "YEARLY"): "odrl:inform",
    ("breach", "NOW"): "odrl:inform",
    ("breach", "DAYS"): "odrl:inform",
    ("secrets", "PERSON"): "odrl:ensureExclusivity",
    ("secrets", "SECRET"): "odrl:ensureExclusivity",
}
PERIODS = {"1Y": "P1Y", "3Y": "P3Y"}
COUNTRIES = {"JAPAN": "JP"}


def policy(
    *,
    uid: str,
    target: str,
    assigner: str,
    purpose: str,
    allowed: Iterable[str],
    clauses: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Write terms down: what is allowed is permitted for the purpose, all else forbidden.

    `uid` and `target` are absolute addresses, `allowed` the acts that were ticked, `clauses`
    what was chosen of the rest and `words` the sentence of each choice: where ODRL has an
    action for it, it is a duty, and in any case it can be read. The prefixes odrl, cc and
    dct are for the document around it to explain: tools fetch a context of its own from the
    web, or fail.
    """
    granted, chosen = set(allowed), dict(clauses or {})
    rules = [(act, odrl) for act, acts in ACTS.items() for odrl in acts]
    limits = [_limit("odrl:purpose", purpose), *_limits(chosen)]
    return {
        "@type": "odrl:Offer",
        "@id": uid,
        "odrl:target": target,
        "odrl:assigner": assigner,
        "odrl:permission": [
            _permission("odrl:use", limits),
            *(_permission(odrl, limits) for act, odrl in rules if act in granted),
        ],
        "odrl:prohibition": [{"odrl:action": odrl} for act, odrl in rules if act not in granted],
        **_duties(chosen, words or {}),
    }


def _limit(operand: str, value: str) -> dict[str, Any]:
    return {
        "odrl:leftOperand": operand,
        "odrl:operator": "odrl:eq",
        "odrl:rightOperand": value,
    }


def _limits(chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """List where and how long it may be used, where that is limited. Durations are ISO 8601."""
    country = COUNTRIES.get(chosen.get("region", ""))
    period = PERIODS.get(chosen.get("duration", ""))
    return [
        *([_limit("odrl:spatial", country)] if country else []),
        *([_limit("odrl:elapsedTime", period)] if period else []),
    ]


def _permission(action: str, limits: list[dict[str, Any]]) -> dict[str, Any]:
    # One limit alone stands by itself: that is how readers of the old documents know it.
    return {"odrl:action": action, "odrl:constraint": limits[0] if len(limits) == 1 else limits}


def _duties(chosen: Mapping[str, str], words: Mapping[str, str]) -> dict[str, Any]:
    duties = [
        {"odrl:action": DUTIES[item, choice], "dct:description": words.get(item, "")}
        for item, choice in chosen.items()
        if (item, choice) in DUTIES
    ]
    described = {item: words[item] for item in chosen if item in words}
    return {
        **({"odrl:obligation": duties} if duties else {}),
        **({"dct:description": " ".join(described.values())} if described else {}),
    }
