"""However a table is read anew, no sealed label comes out with it."""

import pytest
from django.core.files.base import ContentFile

from datasets.intake.actions import readings, share_version
from datasets.intake.actions.sealing import seal
from datasets.intake.arithmetic.reading import Reading
from datasets.intake.models import Upload
from datasets.intake.tasks import seal_labels, take_in
from datasets.library.models import Sealing
from datasets.library.vocabulary import Access
from tests.datasets.intake.sealed_leaves import WORDS, bodies, leaves, table_of, tables_in

pytestmark = pytest.mark.django_db

CORRECTIONS = {
    "a length cut short": Reading(types={"長さ": "int64"}),
    "a width cut short": Reading(types={"幅": "int64"}),
    "lengths as words": Reading(types={"長さ": "string"}),
    "farms as numbers": Reading(types={"農場": "double"}),
    "marks as words": Reading(types={"合成": "string"}),
    "labels as numbers": Reading(types={"label": "int64"}),
    "another label": Reading(label="農場"),
    "no label": Reading(label=""),
    "names of columns further down": Reading(header_line=40),
    "two lines of names": Reading(header_rows=2),
}


@pytest.fixture
def sealed_from_csv(share, owner, now):
    upload = share(leaves().to_csv(index=False).encode(), access=Access.GRANT)
    take_in(upload.pk)
    seal(dataset=upload.version.dataset, share=0.3, by=owner, now=now)
    seal_labels(Sealing.objects.get().pk)
    take_in(Upload.objects.latest("id").pk)
    return upload.version.dataset


def gives_away(body, inputs):
    """Tell whether a measure of a sealed leaf stands beside a disease, whatever the rest is."""
    measures = {*inputs["長さ"], *inputs["幅"]}
    frame = tables_in(body)
    if frame is None:
        text = body.decode(errors="replace")
        return any(str(each) in text for each in measures) and any(w in text for w in WORDS)
    cells = frame.astype(object).to_numpy()
    return any(measures & {*row} and {*row} & {*WORDS} for row in cells)


@pytest.mark.parametrize("which", CORRECTIONS)
def test_no_correction_of_the_file_that_was_sealed_gives_a_label_away(
    sealed_from_csv, granted, with_token, ada, adas_team, owner, now, which
):
    granted(sealed_from_csv)
    first = Upload.objects.earliest("id")

    again = readings.correct_reading(upload=first, by=owner, now=now, reading=CORRECTIONS[which])
    take_in(again.pk)

    inputs = table_of(Sealing.objects.get().inputs)
    found = bodies(with_token(ada, adas_team.organisation), sealed_from_csv)
    assert [url for url, _status, body in found if gives_away(body, inputs)] == []


def test_an_owner_reads_why_a_column_may_not_be_read_so(sealed_from_csv, as_user, owner, now):
    first = Upload.objects.earliest("id")

    again = readings.correct_reading(
        upload=first, by=owner, now=now, reading=Reading(types={"長さ": "int64"})
    )
    take_in(again.pk)

    step = again.steps.get(state="FAILED")
    assert (step.error_code, step.error_where) == ("SEALED_COLUMN", "長さ")
    assert "見分けるための列がないか、形が違います。" in step.error


def test_a_label_under_another_name_does_not_make_a_row_another_one(
    sealed_from_csv, granted, with_token, ada, adas_team, owner, now
):
    granted(sealed_from_csv)
    renamed = leaves().rename(columns={"label": "診断"}).assign(病名=lambda rows: rows["診断"])

    upload = share_version(
        dataset=sealed_from_csv,
        by=owner,
        now=now,
        file=ContentFile(renamed.to_csv(index=False).encode("cp932"), "renamed.csv"),
        terms={"purpose": "病害"},
    )
    take_in(upload.pk)

    inputs = table_of(Sealing.objects.get().inputs)
    found = list(bodies(with_token(ada, adas_team.organisation), sealed_from_csv))
    assert [url for url, _status, body in found if gives_away(body, inputs)] == []
    assert any(url.endswith("/3/rows/") and status == 200 for url, status, _body in found)
