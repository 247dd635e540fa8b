"""Pictures whose labels are sealed: they judge what is built, and nobody learns them."""

import io
import json

import numpy as np
import pandas as pd
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from datasets.intake.actions import share_version
from datasets.intake.actions.sealing import seal
from datasets.intake.models import Upload
from datasets.intake.tasks import seal_labels, take_in
from datasets.library.models import Sealing, Version
from datasets.library.vocabulary import Access
from tests.datasets.archives import packed, picture

pytestmark = pytest.mark.django_db
SCENES = 60


def sorted_into_folders():
    names = ("病気", "健全")
    return packed({f"{names[n % 2]}/{n:02}.jpg": picture(n) for n in range(SCENES)})


def with_boxes():
    """Sixty pictures as COCO has them; on every fifth there is nothing."""
    boxed = [n for n in range(SCENES) if n % 5]
    document = {
        "images": [
            {"id": n, "file_name": f"{n:02}.jpg", "width": 48, "height": 32} for n in range(SCENES)
        ],
        "categories": [{"id": 1, "name": "いちご"}],
        "annotations": [
            {"id": n, "image_id": n, "category_id": 1, "bbox": [n % 20, 3, 10, 12]} for n in boxed
        ],
    }
    members = {f"{n:02}.jpg": picture(n) for n in range(SCENES)}
    return packed(members | {"labels.json": json.dumps(document).encode()})


@pytest.fixture
def sealed(share, sato, now):
    """Seal three tenths of an archive: `sealed(content)`."""

    def make(content):
        upload = share(content, name="leaves.zip", access=Access.GRANT)
        take_in(upload.pk)
        seal(dataset=upload.version.dataset, share=0.3, by=sato, now=now)
        seal_labels(Sealing.objects.get().pk)
        take_in(Upload.objects.latest("id").pk)
        return Sealing.objects.select_related("inputs", "labels", "dataset").get()

    return make


def tables(sealing):
    newest = Version.objects.published().filter(dataset=sealing.dataset).latest("number")
    files = {
        file.role: pd.read_parquet(file.path) for file in newest.files.exclude(role="ORIGINAL")
    }
    return newest, files


def original_of(upload_number):
    upload = Upload.objects.order_by("id")[upload_number]
    return pd.read_parquet(upload.version.files.get(role="TABLE").path)


def test_each_sealed_picture_keeps_its_label_and_loses_its_name(sealed):
    sealing = sealed(sorted_into_folders())
    whole = original_of(0).set_index("sha256")["label"]
    inputs, labels = pd.read_parquet(sealing.inputs.path), pd.read_parquet(sealing.labels.path)

    assert sealing.row_count == len(inputs) == 15
    assert labels["label"].tolist() == [whole[digest] for digest in inputs["sha256"]]
    assert not {"path", "label", "contributor"} & set(inputs.columns)
    assert {image["path"] for image in inputs["image"]} == {None}
    assert Image.open(io.BytesIO(inputs["image"][0]["bytes"])).size == (48, 32)


def test_what_is_left_is_the_next_version_with_its_labels_as_they_were(sealed):
    sealing = sealed(sorted_into_folders())
    whole = original_of(0).set_index("sha256")["label"]

    version, files = tables(sealing)

    rest, inputs = files["TABLE"], pd.read_parquet(sealing.inputs.path)
    assert (version.number, version.kind, version.label_column) == (2, "IMAGES", "label")
    assert not set(rest["sha256"]) & set(inputs["sha256"])
    assert rest["label"].tolist() == [whole[digest] for digest in rest["sha256"]]
    assert len(rest) + len(inputs) + sealing.set_aside_count == SCENES


def test_boxes_and_negatives_are_sealed_and_left_as_they_were(sealed):
    sealing = sealed(with_boxes())
    labels, inputs = pd.read_parquet(sealing.labels.path), pd.read_parquet(sealing.inputs.path)
    places = original_of(0).set_index("sha256")["path"]
    true = [int(places[digest].split(".")[0]) for digest in inputs["sha256"]]

    _version, files = tables(sealing)

    expected = [n % 20 if n % 5 else None for n in true]
    assert [None if np.isnan(x) else int(x) for x in labels["x"]] == expected
    assert labels["label"].isna().tolist() == [n % 5 == 0 for n in true]
    rest, boxes = files["TABLE"], files["LABELS"]
    assert rest["is_negative"].sum() + labels["label"].isna().sum() == SCENES // 5
    assert boxes["x"].tolist() == [
        int(path.split("/")[-1].split(".")[0]) % 20 for path in boxes["path"]
    ]


def test_a_scene_is_sealed_with_all_its_pictures(sealed):
    """Each scene twice, a shade lighter: who has seen one knows the other."""

    def scene(n, shade):
        drawn = Image.open(io.BytesIO(picture(n, size=(64, 64), form="PNG")))
        written = io.BytesIO()
        drawn.point(lambda value: min(value + shade, 255)).save(written, "PNG")
        return written.getvalue()

    names = ("病気", "健全")
    sealing = sealed(
        packed(
            {
                f"{names[n % 2]}/{n:02}-{shade}.png": scene(n, shade)
                for n in range(30)
                for shade in (0, 2)
            }
        )
    )
    places = original_of(0).set_index("sha256")["path"].str.extract(r"/(\d+)-")[0]
    inputs = pd.read_parquet(sealing.inputs.path)

    _version, files = tables(sealing)

    counts = places[inputs["sha256"]].value_counts()
    assert set(counts) == {2}
    assert sealing.group_count == len(counts)
    assert not set(places[files["TABLE"]["sha256"]]) & set(counts.index)


def test_sealed_pictures_that_come_again_are_left_out(sealed, sato, now):
    sealing = sealed(sorted_into_folders())

    upload = share_version(
        dataset=sealing.dataset,
        by=sato,
        now=now,
        file=ContentFile(sorted_into_folders(), "leaves.zip"),
        terms={"purpose": "病害"},
    )
    take_in(upload.pk)

    version, files = tables(sealing)
    inputs = pd.read_parquet(sealing.inputs.path)
    assert version.number == 3
    assert not set(files["TABLE"]["sha256"]) & set(inputs["sha256"])
    assert len(files["TABLE"]) + len(inputs) == SCENES
    assert set(files["LABELS"]["path"]) == set(files["TABLE"]["path"])


def test_too_few_pictures_are_given_out_again_as_they_were(sealed, share, sato, now):
    upload = share(
        packed({f"{'病健'[n % 2]}/{n}.jpg": picture(n) for n in range(12)}), name="few.zip"
    )
    take_in(upload.pk)
    seal(dataset=upload.version.dataset, share=0.3, by=sato, now=now)

    seal_labels(Sealing.objects.get().pk)

    assert Sealing.objects.get().refusal == "TOO_FEW_TO_SEAL"
    assert Version.objects.get().state == "PUBLISHED"


@pytest.mark.parametrize("who", ["stranger", "developer", "neighbour"])
def test_neither_names_nor_labels_nor_the_pictures_by_name_reach_others(
    sealed, who, others, granted
):
    sealing = sealed(sorted_into_folders())
    granted(sealing.dataset)
    digests = list(pd.read_parquet(sealing.inputs.path)["sha256"])
    slug = sealing.dataset.slug
    addresses = [
        reverse("pull_medium", args=[slug, number, f"{digest}.jpg"])
        for digest in digests
        for number in (1, 2)
    ]
    addresses += [reverse("pull_labels", args=[slug, number]) for number in (1,)]

    told = {one.get(address).status_code for one in others[who] for address in addresses}

    assert told <= {401, 403, 404, 410}
