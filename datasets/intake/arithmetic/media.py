"""An archive of pictures or sounds becomes files by their hash, a manifest and their labels."""

from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from datasets.intake.arithmetic import pictures, sounds
from datasets.intake.arithmetic.archives import Archive
from datasets.intake.arithmetic.identity import Kind
from datasets.intake.arithmetic.labels.marks import Files, Said, Tally, split_of, turned
from datasets.intake.arithmetic.layouts import Survey
from datasets.intake.arithmetic.texts import Report
from datasets.library.arithmetic.manifest import Rows, annotation_schema, manifest_schema
from marketplace.confinement.refusal import Code, Refused

# How much of the way is spent on the files themselves.
FILES_SHARE = 0.9
REPORT_EVERY = 50
MOST_DROPPED_NAMED = 100
SWAPS_SIDES = (5, 6, 7, 8)


@dataclass(slots=True)
class Kept:
    """What is known of each file that was kept, by its path in the archive."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    raw_sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    orientations: dict[str, int] = field(default_factory=dict)
    dropped: list[dict[str, str]] = field(default_factory=list)
    dropped_count: int = 0

    def drop(self, name: str, why: str) -> None:
        self.dropped_count += 1
        if len(self.dropped) < MOST_DROPPED_NAMED:
            self.dropped.append({"name": name[:200], "why": why})

    @property
    def sizes(self) -> dict[str, tuple[int, int]]:
        """Sizes in pixels, upright, as tools count that read shares of a side."""
        return {
            path: (row["width"], row["height"]) for path, row in self.rows.items() if "width" in row
        }


def gather(request: dict[str, Any], *, report: Report) -> dict[str, Any]:
    """Take the media in the zip at `source` apart, into the folder `target`.

    There lie then `media/<sha256>.<ending>`, `manifest.parquet` and `annotations.parquet`.
    `contributor` is written beside each file. Returns the account: what came in, what went
    out, what was left out and why. Raises: Refused.
    """
    target = Path(request["target"])
    (target / "media").mkdir(exist_ok=True)
    with Archive.open(Path(request["source"])) as archive:
        survey = Survey.of(archive)
        layout = survey.layout
        kept = _keep(archive, survey, target, report)
        if not kept.rows:
            raise Refused(Code.DAMAGED, kept.dropped[0]["name"])
        files, tally = Files(survey.media), Tally()
        labelled = _write_labels(archive, survey, files, tally, kept, target, report)
        _write_manifest(kept, labelled, target, request["contributor"])
        report(1)
        return {
            "layout": layout,
            "names_encoding": archive.names_encoding,
            **_counts(archive, survey, kept, tally, labelled),
        }


def _keep(archive: Archive, survey: Survey, target: Path, report: Report) -> Kept:
    kept, names = Kept(), survey.media
    keep = _keep_picture if survey.kind == Kind.IMAGES else _keep_sound
    for number, name in enumerate(names):
        try:
            keep(archive, name, target, kept)
        except Refused as refusal:
            # One broken file is left out and named; an archive that is a bomb is not read on.
            if refusal.code == Code.BOMB and refusal.where:
                raise
            kept.drop(name, refusal.code)
        if number % REPORT_EVERY == 0:
            report(FILES_SHARE * number / len(names))
    return kept


def _keep_picture(archive: Archive, name: str, target: Path, kept: Kept) -> None:
    picture = pictures.cleaned(archive.read(name))
    digest = sha256(picture.content).hexdigest()
    (target / "media" / f"{digest}.{picture.ending}").write_bytes(picture.content)
    kept.raw_sizes[name], kept.orientations[name] = picture.raw_size, picture.orientation
    kept.rows[name] = {
        "sha256": digest,
        "byte_count": len(picture.content),
        "format": picture.format,
        "width": picture.width,
        "height": picture.height,
        "taken_in": picture.taken_in or None,
        "print": picture.print,
    }


def _keep_sound(archive: Archive, name: str, target: Path, kept: Kept) -> None:
    raw, clean = target / "raw", target / "clean"
    archive.save(name, raw, len)
    sound = sounds.cleaned(raw, clean)
    with clean.open("rb") as file:
        digest = _digest(file)
    size = clean.stat().st_size
    clean.rename(target / "media" / f"{digest}.{sound.ending}")
    raw.unlink()
    kept.rows[name] = {
        "sha256": digest,
        "byte_count": size,
        "format": sound.format,
        "duration": sound.duration,
        "sample_rate": sound.sample_rate,
        "channel_count": sound.channel_count,
    }


def _digest(file: Any) -> str:
    digest = sha256()
    while piece := file.read(1024**2):
        digest.update(piece)
    return digest.hexdigest()


@dataclass(slots=True)
class Labelled:
    """What the labels came to: per file how many, of the whole file which, and the split."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    whole: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    splits: dict[str, str] = field(default_factory=dict)
    contributors: dict[str, str] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def negatives(self) -> int:
        return sum(not count for count in self.counts.values())


def _write_labels(
    archive: Archive,
    survey: Survey,
    files: Files,
    tally: Tally,
    kept: Kept,
    target: Path,
    report: Report,
) -> Labelled:
    """Write each label as a row; a negative has none, and is counted."""
    labelled = Labelled()
    with Rows(target / "annotations.parquet", annotation_schema()) as rows:
        for number, said in enumerate(survey.said(archive, files, tally, kept.sizes)):
            if number % REPORT_EVERY == 0:
                # How many will be said of a file nobody knows before.
                share = min(len(labelled.splits) / len(kept.rows), 1)
                report(FILES_SHARE + (1 - FILES_SHARE) * share)
            if said.path not in kept.rows:
                tally.lose("NO_FILE", said.path, max(len(said.marks), 1))
                continue
            labelled.splits.setdefault(said.path, said.split)
            labelled.contributors[said.path] = said.contributor or labelled.contributors.get(
                said.path, ""
            )
            if not said.is_unsure:
                _write_marks(said, rows, kept, labelled)
    if not labelled.counts:
        raise Refused(Code.NO_LABELS)
    return labelled


def _write_marks(said: Said, rows: Rows, kept: Kept, labelled: Labelled) -> None:
    labelled.counts[said.path] += len(said.marks)
    for mark in _upright(said, kept).marks:
        labelled.classes[mark.label] += 1
        if mark.box is None and mark.start is None:
            labelled.whole[said.path].add(mark.label)
        x, y, width, height = mark.box or (None, None, None, None)
        rows.add(
            path=said.path,
            sha256=kept.rows[said.path]["sha256"],
            label=mark.label,
            x=x,
            y=y,
            width=width,
            height=height,
            outline=mark.outline or None,
            start=mark.start,
            end=mark.end,
            annotator=mark.annotator or None,
        )


def _upright(said: Said, kept: Kept) -> Said:
    """Turn labels with their picture where they were drawn on it as it lay."""
    orientation, raw = kept.orientations.get(said.path), kept.raw_sizes.get(said.path)
    if orientation not in SWAPS_SIDES or said.size != raw or raw is None or raw[0] == raw[1]:
        return said
    return Said(said.path, tuple(turned(mark, orientation, raw) for mark in said.marks))


def _write_manifest(kept: Kept, labelled: Labelled, target: Path, contributor: str) -> None:
    with Rows(target / "manifest.parquet", manifest_schema()) as rows:
        for path in sorted(kept.rows):
            whole, is_listed = labelled.whole.get(path, set()), path in labelled.counts
            rows.add(
                path=path,
                **kept.rows[path],
                split=labelled.splits.get(path) or split_of(path) or None,
                contributor=labelled.contributors.get(path) or contributor,
                label=next(iter(whole)) if len(whole) == 1 else None,
                label_count=labelled.counts[path] if is_listed else None,
                is_negative=is_listed and not labelled.counts[path],
            )


def _counts(
    archive: Archive, survey: Survey, kept: Kept, tally: Tally, labelled: Labelled
) -> dict[str, Any]:
    """Account for what came in and what went out."""
    labels_out = sum(labelled.counts.values())
    return {
        "files_in": len(archive.members),
        "files_passed_over": len(survey.others)
        + len(survey.sounds if survey.kind == Kind.IMAGES else survey.pictures),
        "media_in": len(survey.media),
        "media_out": len(kept.rows),
        "bytes_out": sum(row["byte_count"] for row in kept.rows.values()),
        "labels_in": tally.labels_in,
        "labels_out": labels_out,
        "negatives": labelled.negatives,
        "unlabelled": len(kept.rows) - len(labelled.counts),
        "classes": dict(sorted(labelled.classes.items(), key=lambda each: -each[1])[:200]),
        "label_column": "label" if labelled.whole and _are_whole(labelled) else "",
        "dropped_files": kept.dropped,
        "dropped_files_count": kept.dropped_count,
        "lost_labels": dict(tally.lost),
        "lost_labels_named": tally.named,
        "rows_read": len(survey.media),
        "rows_written": len(kept.rows),
        "dropped_count": kept.dropped_count,
    }


def _are_whole(labelled: Labelled) -> bool:
    """Tell whether labels are of whole files, one each, so that they are a column."""
    one_each = sum(len(each) == 1 for each in labelled.whole.values())
    return one_each >= len(labelled.counts) / 2
