"""CSV: a row for each label, and one for each file that has none."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from datasets.library.arithmetic.exports.listing import Account, Label, Listing, Shown
from datasets.library.arithmetic.exports.packing import ENOUGH, Member

COLUMNS = (
    *("file_name", "label", "xmin", "ymin", "xmax", "ymax", "start", "end", "annotator"),
    *("is_negative", "split", "contributor", "width", "height", "sha256", "url"),
)


def members(listing: Listing, account: Account) -> Iterator[Member]:
    """Write the one text, as programs read it: UTF-8, and no cell is changed."""
    yield "labels.csv", _text(listing, account)


def _text(listing: Listing, account: Account) -> Iterator[bytes]:
    written = io.StringIO()
    lines = csv.DictWriter(written, COLUMNS, restval="")
    lines.writeheader()
    for shown in listing.shown():
        account.add(shown, len(shown.labels))
        account.left_out["outlines"] += sum(bool(label.outline) for label in shown.labels)
        for label in shown.labels or (None,):
            lines.writerow(_of_file(shown) | (_of_label(label) if label else {}))
        if written.tell() >= ENOUGH:
            yield written.getvalue().encode()
            written.seek(0)
            written.truncate()
    yield written.getvalue().encode()


def _of_file(shown: Shown) -> dict[str, Any]:
    names = ("split", "contributor", "width", "height", "sha256")
    return {
        "file_name": shown.place,
        "is_negative": "true" if shown.is_negative else "false",
        "url": shown.url,
        **{name: _written(shown.about[name]) for name in names},
    }


def _of_label(label: Label) -> dict[str, Any]:
    said: dict[str, Any] = {"label": label.label, "annotator": label.annotator}
    if label.box:
        x, y, width, height = label.box
        said |= {"xmin": x, "ymin": y, "xmax": x + width, "ymax": y + height}
    return said | {"start": _written(label.start), "end": _written(label.end)}


def _written(value: Any) -> Any:
    return "" if value is None else value
