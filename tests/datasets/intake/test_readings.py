"""A table is read as its owner says, now and later."""

from hashlib import sha256

import pandas as pd
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from datasets.intake.actions import readings, share_version
from datasets.intake.arithmetic.reading import Reading
from datasets.intake.models import Correction, Upload
from datasets.intake.tasks import take_in
from datasets.library.actions import NotYours
from datasets.library.models import Version

pytestmark = pytest.mark.django_db

TABLE = "畑の記録\n作成 2026年\n畑,体重(kg),判定,番号\n" + "".join(
    f"東{n % 3},約{n + 1},{'良否'[n % 2]},{n}\n" for n in range(20)
)


@pytest.fixture
def taken(share):
    upload = share(TABLE.encode("cp932"), name="record.csv")
    take_in(upload.pk)
    upload.refresh_from_db()
    return upload


def page_of(upload):
    return reverse("correct_reading", args=[upload.version.dataset.slug, upload.version.number])


def filled(client, upload, **changes):
    """Fill the form in as it comes, but for what is changed."""
    form = client.get(page_of(upload)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (values | changes).items() if value not in {None, False}}


def test_the_owner_sees_how_it_was_read(as_user, sato, taken):
    shown = as_user(sato).get(page_of(taken)).content.decode()
    form = as_user(sato).get(page_of(taken)).context["form"]

    assert "作成 2026年" in shown
    assert (form["header_line"].value(), form["header_rows"].value()) == (3, 1)
    assert form["label"].value() == "判定"
    assert [unit.value() for _c, _t, unit in form.columns] == ["", "kg", "", ""]
    assert [kind.value() for _c, kind, _u in form.columns][1] == "int64"


def test_figures_marked_as_approximate_are_counted_for_the_owner(as_user, sato, taken):
    url = reverse("upload_steps", args=[taken.version.dataset.slug, 1])

    assert "20 figures were marked as approximate" in as_user(sato).get(url).content.decode()


def test_a_table_that_is_read_anew_never_lies_where_another_lay(as_user, sato, taken):
    before = taken.version.files.get(role="TABLE")
    Version.objects.update(state="DRAFT", sha256="", published_at=None)
    taken.steps.filter(name="PUBLISH").update(state="FAILED", error_code="CRASHED")
    client = as_user(sato)

    client.post(page_of(taken), filled(client, taken, type_3="string"))
    take_in(taken.pk)

    after = taken.version.files.get(role="TABLE")
    assert before.key != after.key
    assert before.path.exists()
    assert sha256(after.path.read_bytes()).hexdigest() == after.sha256
    assert after.sha256 in after.key


def test_a_correction_makes_the_next_version_of_the_same_bytes(as_user, sato, taken):
    client = as_user(sato)
    changed = filled(client, taken, type_3="string", unit_3="番", label="畑")

    answer = client.post(page_of(taken), changed)

    again = Upload.objects.latest("id")
    assert answer["Location"].endswith(f"/{taken.version.dataset.slug}/2/steps/")
    assert (again.sha256, again.version.terms_id) == (taken.sha256, taken.version.terms_id)
    take_in(again.pk)
    again.refresh_from_db()
    table = pd.read_parquet(again.version.files.get(role="TABLE").path)
    assert table["番号"].tolist()[:3] == ["0", "1", "2"]
    assert again.version.label_column == "畑"
    assert again.findings["columns"][3]["unit"] == "番"
    taken.version.refresh_from_db()
    assert (taken.version.state, taken.version.label_column) == ("PUBLISHED", "判定")


def test_a_correction_is_kept_for_the_next_file_and_nothing_else_is_fixed(
    as_user, sato, taken, now
):
    client = as_user(sato)
    client.post(page_of(taken), filled(client, taken, type_3="string"))

    upload = share_version(
        dataset=taken.version.dataset,
        by=sato,
        now=now,
        file=ContentFile(TABLE.split("\n", 2)[2].encode(), "next.csv"),
        terms={"purpose": "見分け"},
    )
    take_in(upload.pk)

    upload.refresh_from_db()
    assert upload.findings["preamble_lines"] == 0
    assert [column["type"] for column in upload.findings["columns"]][3] == "string"


def test_a_stopped_table_is_read_again_in_its_place(as_user, sato, share):
    upload = share(b"1,2\n3,4\n" + b"5,6,7\n" * 8, name="bad.csv")
    take_in(upload.pk)
    upload.refresh_from_db()
    readings.correct_reading(
        upload=upload, by=sato, now=upload.uploaded_at, reading=Reading(header_line=2)
    )

    take_in(upload.pk)

    upload.version.refresh_from_db()
    assert (upload.version.state, upload.version.number) == ("PUBLISHED", 1)


def test_nothing_is_corrected_while_it_is_taken_in(as_user, sato, taken):
    Upload.objects.update(finished_at=None)
    client = as_user(sato)

    answer = client.post(page_of(taken), filled(client, taken), follow=True)

    assert "It is being taken in just now" in answer.content.decode()
    assert not Correction.objects.exists()


def test_it_is_the_owner_s_alone(as_user, client, suzuki, suzukis_farm, taken):
    assert as_user(suzuki).get(page_of(taken)).status_code == 404
    assert client.get(page_of(taken)).status_code == 302
    with pytest.raises(NotYours):
        readings.correct_reading(upload=taken, by=suzuki, now=taken.uploaded_at, reading=Reading())


def test_wrong_input_is_said_and_kept(as_user, sato, taken):
    client = as_user(sato)

    answer = client.post(page_of(taken), filled(client, taken, header_line="0", unit_1="斤"))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"header_line"}
    assert "斤" in answer.content.decode()


def test_what_is_no_table_has_no_reading(as_user, sato, share):
    upload = share(b"a,b\n1,2\n")

    assert as_user(sato).get(page_of(upload)).status_code == 302


def test_digits_may_be_full_width(as_user, sato, taken):
    client = as_user(sato)

    client.post(page_of(taken), filled(client, taken, header_line="２"))

    assert Correction.objects.get().reading["header_line"] == 1


def test_moments_at_24_o_clock_are_the_next_day(share):
    rows = "".join(f"2026-04-01T{hour:02}:00,{hour / 4},*\n" for hour in range(1, 25))
    upload = share(f"日時,水位,雨\n{rows}2026-04-02T01:00,1.5,2\n".encode())
    take_in(upload.pk)
    upload.version.refresh_from_db()

    table = pd.read_parquet(upload.version.files.get(role="TABLE").path)

    assert upload.version.kind == "SERIES"
    assert str(table["日時"].iloc[23]) == "2026-04-02 00:00:00"
    assert table["雨"].dropna().tolist() == [2]
