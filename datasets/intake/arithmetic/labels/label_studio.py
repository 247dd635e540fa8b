"""Label Studio's JSON: tasks with annotations, in shares of a hundred; nothing is fetched."""

import json
import math
from collections.abc import Iterator
from typing import Any

from datasets.intake.arithmetic.archives import Archive
from datasets.intake.arithmetic.labels.jsons import items
from datasets.intake.arithmetic.labels.marks import Box, Files, Mark, Said, Tally, split_of

SIGNS = {"annotations", "completions"}
# The kinds of labels that have a place in our table.
BOXES, OUTLINES, STRETCHES, CHOICES = "rectanglelabels", "polygonlabels", "labels", "choices"


def said(archive: Archive, names: list[str], files: Files, tally: Tally) -> Iterator[Said]:
    """Give what each task says; one whose annotation is empty is a negative."""
    for name in names:
        for task in items(archive, name, "item"):
            yield from _said_by(task, name, files, tally)


def _said_by(task: Any, name: str, files: Files, tally: Tally) -> Iterator[Said]:
    if not isinstance(task, dict):
        tally.lose("BAD_LABEL", name)
        return
    done = task.get("annotations") or task.get("completions") or []
    annotations = [a for a in done if isinstance(a, dict) and not a.get("was_cancelled")]
    results = [(a, r) for a in annotations for r in a.get("result") or [] if isinstance(r, dict)]
    tally.labels_in += len(results)
    references = [each for each in (task.get("data") or {}).values() if isinstance(each, str)]
    path = next((found for each in references if (found := files.find(each, name))), None)
    if path is None:
        tally.lose("NO_FILE", references[0] if references else name, max(len(results), 1))
    elif annotations:
        marks = [mark for a, r in results for mark in _marks(a, r, name, tally)]
        size = next((_size(result) for _a, result in results), None)
        yield Said(path, tuple(marks), size, split_of(path))


def _size(result: dict[str, Any]) -> tuple[int, int] | None:
    width, height = result.get("original_width"), result.get("original_height")
    return (width, height) if isinstance(width, int) and isinstance(height, int) else None


def _marks(
    annotation: dict[str, Any], result: dict[str, Any], name: str, tally: Tally
) -> Iterator[Mark]:
    annotator = annotation.get("completed_by")
    if isinstance(annotator, dict):
        annotator = annotator.get("id")
    try:
        labels, place = _place(result)
    except (TypeError, ValueError, KeyError):
        labels = []
    if not labels:
        tally.lose("BAD_LABEL", f"{name} {result.get('type')} {result.get('id')}")
        return
    for label in labels:
        yield Mark(str(label), annotator=str(annotator or ""), **place)


def _place(result: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Read labels, and where they are. Raises: TypeError, ValueError, KeyError."""
    kind, value = str(result.get("type")), result["value"]
    if kind == CHOICES:
        return value[CHOICES], {}
    if kind == STRETCHES:
        return value[STRETCHES], {"start": float(value["start"]), "end": float(value["end"])}
    width, height = float(result["original_width"]), float(result["original_height"])
    if kind == BOXES:
        return value[BOXES], {"box": _box(value, width, height)}
    if kind == OUTLINES:
        points = [(x * width / 100, y * height / 100) for x, y in value["points"]]
        outline = json.dumps([[side for point in points for side in point]])
        return value[OUTLINES], {"box": _around(points), "outline": outline}
    return [], {}


def _box(value: dict[str, Any], width: float, height: float) -> Box:
    """Give the box; around one that is turned about its upper left corner, the box around it."""
    x, across = value["x"] * width / 100, value["width"] * width / 100
    y, down = value["y"] * height / 100, value["height"] * height / 100
    angle = math.radians(value.get("rotation") or 0)
    if not angle:
        return x, y, across, down
    cosine, sine = math.cos(angle), math.sin(angle)
    corners = ((0, 0), (across, 0), (0, down), (across, down))
    return _around([(x + a * cosine - d * sine, y + a * sine + d * cosine) for a, d in corners])


def _around(points: list[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
