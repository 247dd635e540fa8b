"""What an archive holds, by what lies in it: pictures or sounds, and in what shape their labels."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from datasets.intake.arithmetic import pictures, sounds
from datasets.intake.arithmetic.archives import Archive
from datasets.intake.arithmetic.identity import Kind, refuse_known
from datasets.intake.arithmetic.labels import coco, folders, label_studio, tables, voc, yolo
from datasets.intake.arithmetic.labels.jsons import top_keys
from datasets.intake.arithmetic.labels.marks import Files, Said, Tally
from datasets.intake.arithmetic.texts import Report
from marketplace.confinement.refusal import Code, Refused

LEAST_CLASSES = 2
# What a stranger's file may be called without being one of these: the rest goes by content.
YOLO_FOLDER, YOLO_NAMES = "labels", {*yolo.NAMES, "train.txt", "val.txt", "test.txt"}
WORKBOOK = "xl/workbook.xml"


class Layout(StrEnum):
    """In what shape labels come."""

    COCO = "COCO"
    LABEL_STUDIO = "LABEL_STUDIO"
    VOC = "VOC"
    YOLO = "YOLO"
    TABLE = "TABLE"
    FOLDERS = "FOLDERS"


@dataclass(slots=True)
class Survey:
    """The members of an archive by what their first bytes say."""

    pictures: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    labels: dict[Layout, list[str]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        return Kind.IMAGES if len(self.pictures) >= len(self.sounds) else Kind.SOUNDS

    @property
    def media(self) -> list[str]:
        return self.pictures if self.kind == Kind.IMAGES else self.sounds

    @property
    def layout(self) -> Layout:
        """Tell where the labels are. Raises: Refused where nothing says what the files show."""
        if not self.media:
            raise Refused(Code.NO_MEDIA if self.labels else Code.ARCHIVE)
        if found := next((each for each in Layout if each in self.labels), None):
            return found
        classes = {folders.label_of(path) for path in self.media} - {""}
        if len(classes) < LEAST_CLASSES:
            raise Refused(Code.NO_LABELS)
        return Layout.FOLDERS

    @classmethod
    def of(cls, archive: Archive) -> Self:
        """Look into each member. Raises: Refused for what is dangerous in any."""
        survey, texts = cls(), []
        for name in archive.members:
            head = archive.head(name)
            if pictures.is_picture(head):
                survey.pictures.append(name)
            elif sounds.is_sound(head):
                survey.sounds.append(name)
            else:
                _refuse_code(head, name)
                texts.append((name, head))
        files = Files(survey.media)
        for name, head in texts:
            survey._place(archive, name, head, files)
        return survey

    def _place(self, archive: Archive, name: str, head: bytes, files: Files) -> None:
        layout = _layout_of(archive, name, head, files)
        if layout:
            self.labels.setdefault(layout, []).append(name)
        else:
            self.others.append(name)

    def said(
        self, archive: Archive, files: Files, tally: Tally, sizes: dict[str, tuple[int, int]]
    ) -> Iterator[Said]:
        """Give what the labels say of each file. `sizes` are pixels as labels count them."""
        names = self.labels.get(self.layout, [])
        match self.layout:
            case Layout.COCO:
                return coco.said(archive, names, files, tally)
            case Layout.LABEL_STUDIO:
                return label_studio.said(archive, names, files, tally)
            case Layout.VOC:
                return voc.said(archive, names, files, tally)
            case Layout.YOLO:
                return yolo.said(archive, names, files, tally, sizes)
            case Layout.TABLE:
                return tables.said(archive, names, files, tally)
            case Layout.FOLDERS:
                return folders.said(files, tally)


def look(request: dict[str, Any], *, report: Report) -> dict[str, Any]:
    """Tell what the zip at `source` is: a spreadsheet, or media with labels of some shape.

    Returns `kind`, and for media `layout`. Raises: Refused.
    """
    with Archive.open(Path(request["source"])) as archive:
        if WORKBOOK in archive.members:
            return {"kind": Kind.SPREADSHEET}
        survey = Survey.of(archive)
        return {"kind": survey.kind, "layout": survey.layout}


def _refuse_code(head: bytes, name: str) -> None:
    """Refuse the whole archive for one member that could run code. Raises: Refused."""
    try:
        refuse_known(head)
    except Refused as refusal:
        if refusal.code == Code.RUNS_CODE:
            raise Refused(Code.RUNS_CODE, name) from None


def _layout_of(archive: Archive, name: str, head: bytes, files: Files) -> Layout | None:
    """Tell which kind of labels a text holds, if any."""
    folder, _slash, base = name.casefold().rpartition("/")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[")):
        return _json_layout(archive, name)
    if voc.looks_like(head):
        return Layout.VOC
    if base in YOLO_NAMES or (base.endswith(".txt") and yolo.looks_like(head)):
        # A list of names alone makes no labels, nor does an empty text anywhere.
        is_beside = YOLO_FOLDER in folder.split("/") or files.find_stem(base[:-4], name)
        return Layout.YOLO if is_beside and base not in YOLO_NAMES else None
    if base.endswith((".csv", ".tsv", ".txt")) and tables.names_files(archive, name, files):
        return Layout.TABLE
    return None


def _json_layout(archive: Archive, name: str) -> Layout | None:
    top, keys = top_keys(archive, name, coco.COCO_KEYS)
    if top == "map" and keys >= coco.COCO_KEYS:
        return Layout.COCO
    return Layout.LABEL_STUDIO if top == "array" and keys & label_studio.SIGNS else None
