"""Terms as a policy that machines read: ODRL 2.2."""

from collections.abc import Iterable
from typing import Any

# What one ticks, in ODRL's and Creative Commons' own words.
ACTS = {
    "may_train": ("odrl:derive",),
    "may_sell_models": ("cc:CommercialUse",),
    "may_pass_on": ("odrl:distribute", "odrl:sublicense"),
}


def policy(
    *, uid: str, target: str, assigner: str, purpose: str, allowed: Iterable[str]
) -> dict[str, Any]:
    """Write terms down: what is allowed is permitted for the purpose, all else forbidden.

    `uid` and `target` are absolute addresses, `allowed` the acts that were ticked. The
    prefixes odrl and cc are for the document around it to explain: tools fetch a context
    of its own from the web, or fail.
    """
    granted = set(allowed)
    rules = [(act, odrl) for act, acts in ACTS.items() for odrl in acts]
    return {
        "@type": "odrl:Offer",
        "@id": uid,
        "odrl:target": target,
        "odrl:assigner": assigner,
        "odrl:permission": [
            _for_purpose("odrl:use", purpose),
            *(_for_purpose(odrl, purpose) for act, odrl in rules if act in granted),
        ],
        "odrl:prohibition": [{"odrl:action": odrl} for act, odrl in rules if act not in granted],
    }


def _for_purpose(action: str, purpose: str) -> dict[str, Any]:
    constraint = {
        "odrl:leftOperand": "odrl:purpose",
        "odrl:operator": "odrl:eq",
        "odrl:rightOperand": purpose,
    }
    return {"odrl:action": action, "odrl:constraint": constraint}
