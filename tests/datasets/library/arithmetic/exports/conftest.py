"""A listing as intake makes it, written for other tools and read back by intake."""

import pyarrow.parquet as pq
import pytest

from datasets.intake.arithmetic.layouts import look
from datasets.intake.arithmetic.media import gather
from datasets.library.arithmetic.exports import export
from datasets.library.arithmetic.exports.listing import Listing
from tests.datasets.archives import packed

ABOUT = {
    "description": "実",
    "version": "1",
    "url": "https://example.com/datasets/x/",
    "date_created": "2026-05-04",
    "terms": "病害の見分け",
    "terms_url": "https://example.com/#t",
}
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "WAV": "wav", "FLAC": "flac"}


@pytest.fixture
def take_in(tmp_path):
    """Take an archive apart into a folder of its own: `folder = take_in({"a.jpg": …}, "once")`."""

    def gather_all(members, name):
        folder = tmp_path / name
        folder.mkdir()
        source = folder / "source.zip"
        if isinstance(members, bytes):
            source.write_bytes(members)
        else:
            packed(members, source)
        look({"source": str(source)}, report=lambda _share: None)
        request = {"source": str(source), "target": str(folder), "contributor": "sato"}
        gather(request, report=lambda _share: None)
        return folder

    return gather_all


@pytest.fixture
def listing_of():
    def listed(folder):
        return Listing(
            folder / "manifest.parquet",
            folder / "annotations.parquet",
            lambda digest, form: f"https://example.com/media/{digest}.{ENDINGS[form]}",
            ABOUT,
        )

    return listed


@pytest.fixture
def written(take_in, listing_of):
    """Take members in and write them: `content = written({…}, Shape.COCO, with_media=True)`."""

    def write(members, shape, *, with_media=True, name="once"):
        folder = take_in(members, name)

        def fetch(shown):
            yield (folder / "media" / shown.url.rpartition("/")[2]).read_bytes()

        fetch = fetch if with_media else None
        return b"".join(export(listing_of(folder), shape, terms={"purpose": "x"}, fetch=fetch))

    return write


@pytest.fixture
def read_back(tmp_path):
    """Say what a folder's tables hold, by the files' hashes, whatever they are called now."""

    def read(name):
        rows = pq.read_table(tmp_path / name / "manifest.parquet").to_pylist()
        labels = pq.read_table(tmp_path / name / "annotations.parquet").to_pylist()
        names = ("split", "label", "label_count", "is_negative")
        files = {row["sha256"]: tuple(row[each] for each in names) for row in rows}
        numbers = ("x", "y", "width", "height", "start", "end")
        said = sorted(
            (each["sha256"], each["label"], *(_rounded(each[number]) for number in numbers))
            for each in labels
        )
        return files, said, labels

    return read


def _rounded(number):
    return -1.0 if number is None else round(number, 9)
