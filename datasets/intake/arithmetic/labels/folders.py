"""A folder for each class: its name is the label."""

from collections.abc import Iterator

from datasets.intake.arithmetic.labels.marks import SPLITS, Files, Mark, Said, Tally, split_of

# Folders that say what is in them, and not what that shows.
GENERAL = {
    *("image", "images", "img", "imgs", "jpegimages", "photo", "photos", "picture", "pictures"),
    *("audio", "sound", "sounds", "wav", "data", "dataset"),
    *("画像", "写真", "音声", "録音", "データ"),
}


def label_of(path: str) -> str:
    """Take the innermost folder whose name says more than that there is something in it."""
    folders = path.split("/")[:-1]
    telling = [each for each in folders if each.casefold() not in {*GENERAL, *SPLITS}]
    return telling[-1].strip() if telling else ""


def said(files: Files, tally: Tally) -> Iterator[Said]:
    """Give the label of each file that lies in a folder with a name."""
    for path in sorted(files.paths):
        if label := label_of(path):
            tally.labels_in += 1
            yield Said(path, (Mark(label),), split=split_of(path))
