"""A version's pictures or sounds and their labels, in the formats that other tools read."""

from collections.abc import Callable, Iterator
from enum import StrEnum

from datasets.library.arithmetic.exports import coco, csv_rows, label_studio, voc, yolo
from datasets.library.arithmetic.exports.listing import Account, Fetch, Listing
from datasets.library.arithmetic.exports.packing import Member, as_json, file_members, packed

type Writer = Callable[[Listing, Account], Iterator[Member]]


class Shape(StrEnum):
    """A format; its value stands in addresses."""

    COCO = "coco"
    YOLO = "yolo"
    VOC = "voc"
    LABEL_STUDIO = "label-studio"
    CSV = "csv"

    @property
    def shown(self) -> str:
        """Say its own name, which is the same in every language."""
        return NAMES[self]


NAMES = {
    Shape.COCO: "COCO",
    Shape.YOLO: "YOLO",
    Shape.VOC: "Pascal VOC",
    Shape.LABEL_STUDIO: "Label Studio",
    Shape.CSV: "CSV",
}

WRITERS: dict[Shape, Writer] = {
    Shape.COCO: coco.members,
    Shape.YOLO: yolo.members,
    Shape.VOC: voc.members,
    Shape.LABEL_STUDIO: label_studio.members,
    Shape.CSV: csv_rows.members,
}
# Of these a text lies beside each picture: they are an archive in any case, know boxes alone,
# and call the files beside which no text lies empty.
BESIDE = {Shape.YOLO, Shape.VOC}
OF_PICTURES = {Shape.COCO, *BESIDE}


class DoesNotFit(ValueError):
    """The format has no words for what the labels say. The argument is its name."""


def check_fit(shape: Shape, listing: Listing) -> None:
    """Raises: DoesNotFit for sounds as pictures, and for a format of boxes where there are none."""
    if shape in OF_PICTURES and not listing.is_pictures:
        raise DoesNotFit(shape)
    if shape in BESIDE and not listing.has_boxes:
        raise DoesNotFit(shape)


def is_archive(shape: Shape, *, with_media: bool) -> bool:
    return with_media or shape in BESIDE


def export(
    listing: Listing, shape: Shape, *, terms: dict[str, object], fetch: Fetch | None = None
) -> Iterator[bytes]:
    """Write labels piece by piece, never whole in memory: one text, or a zip of many.

    With `fetch`, which opens a file's bytes, the zip holds the pictures or sounds too. `terms`
    and an account of what the format could not hold lie beside them. Files that nobody has
    labelled are left out where the format would call them negatives.
    """
    account = Account()
    members = WRITERS[shape](listing, account)
    if not is_archive(shape, with_media=fetch is not None):
        for _name, pieces in members:
            yield from pieces
        return
    yield from packed(_all_members(listing, shape, members, account, terms, fetch))


def _all_members(
    listing: Listing,
    shape: Shape,
    members: Iterator[Member],
    account: Account,
    terms: dict[str, object],
    fetch: Fetch | None,
) -> Iterator[Member]:
    yield from members
    if fetch is not None:
        yield from file_members(listing, fetch, flat=shape in BESIDE)
    yield "terms.json", as_json(terms)
    # Last: only now is it known what there was.
    yield "account.json", as_json({"format": shape.value, **account.as_document()})
