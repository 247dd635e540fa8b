"""Label Studio's JSON: a task for each file, an annotation for each who has labelled it."""

from collections.abc import Iterator
from typing import Any

from datasets.library.arithmetic.exports.listing import Account, Label, Listing, Shown
from datasets.library.arithmetic.exports.packing import Member, listed_json


def members(listing: Listing, account: Account) -> Iterator[Member]:
    """Write the one text. A negative has an annotation without results, others none at all."""
    yield "tasks.json", listed_json(_tasks(listing, account))


def _tasks(listing: Listing, account: Account) -> Iterator[dict[str, Any]]:
    kind = "image" if listing.is_pictures else "audio"
    for shown in listing.shown():
        account.add(shown, len(shown.labels))
        yield {
            "id": shown.key,
            "data": {
                kind: shown.url,
                "file": shown.place,
                **{name: shown.about[name] or "" for name in ("sha256", "split", "contributor")},
            },
            "annotations": [] if shown.is_unlabelled else list(_annotations(shown, kind, account)),
        }


def _annotations(shown: Shown, kind: str, account: Account) -> Iterator[dict[str, Any]]:
    """Give what each annotator has said; an empty one for a negative."""
    for who in dict.fromkeys(label.annotator for label in shown.labels) or [""]:
        own = [label for label in shown.labels if label.annotator == who]
        said: dict[str, Any] = {"result": [_result(each, shown, kind, account) for each in own]}
        if who:
            said["completed_by"] = int(who) if who.isdecimal() else who
        yield said


def _result(label: Label, shown: Shown, kind: str, account: Account) -> dict[str, Any]:
    place, type_name = _place(label, shown)
    if label.outline and type_name != "polygonlabels":
        account.left_out["outlines"] += 1
    result: dict[str, Any] = {
        "id": str(label.key),
        "from_name": "label",
        "to_name": kind,
        "type": type_name,
        "value": {**place, type_name: [label.label]},
    }
    if type_name in {"rectanglelabels", "polygonlabels"}:
        width, height = shown.size
        result |= {"original_width": width, "original_height": height, "image_rotation": 0}
    return result


def _place(label: Label, shown: Shown) -> tuple[dict[str, Any], str]:
    """Say where a label is, in per cent of the sides or in seconds, and what that is called."""
    if label.start is not None:
        return {"start": label.start, "end": label.end, "channel": 0}, "labels"
    if label.box is None:
        return {}, "choices"
    width, height = shown.size
    if isinstance(label.outline, list) and len(label.outline) == 1:
        (sides,) = label.outline
        pairs = zip(sides[::2], sides[1::2], strict=True)
        return {"points": [[x / width * 100, y / height * 100] for x, y in pairs]}, "polygonlabels"
    x, y, across, down = label.box
    sides = {"x": x / width, "y": y / height, "width": across / width, "height": down / height}
    return {**{name: share * 100 for name, share in sides.items()}, "rotation": 0}, (
        "rectanglelabels"
    )
