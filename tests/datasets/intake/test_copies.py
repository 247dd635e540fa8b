"""The same day, for who shared: a cleaned copy that is safe to open."""

import io

import pandas as pd
import pytest
from django.urls import reverse

from datasets.intake import views
from datasets.intake.tasks import take_in

pytestmark = pytest.mark.django_db

TABLE = "畑の記録\n畑,=名,体重,日\n" + "".join(
    f"東{n},{cell},{n / 2},2026/4/{n + 1}\n"
    for n, cell in enumerate(["=1+1", "+81", "-x", "@a", "\tx", "ふつう", "'a", "0123"])
)


@pytest.fixture
def taken(share):
    upload = share(TABLE.encode("cp932"))
    take_in(upload.pk)
    return upload


def copy_of(client, upload, kind):
    return client.get(reverse(f"copy_{kind}", args=[upload.version.dataset.slug, 1]))


def test_a_csv_for_people_has_no_formula_and_is_known_as_utf_8(as_user, sato, taken):
    answer = copy_of(as_user(sato), taken, "csv")

    content = b"".join(answer)
    table = pd.read_csv(io.BytesIO(content), dtype=str)
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(table) == ["畑", "'=名", "体重", "日"]
    assert table["'=名"].tolist() == [
        *("'=1+1", "'+81", "'-x", "'@a", "'\tx", "ふつう", "'a", "0123")
    ]
    assert table["体重"].tolist()[:2] == ["0", "0.5"]
    assert table["日"].iloc[0] == "2026-04-01"
    assert "attachment" in answer["Content-Disposition"]


def test_a_spreadsheet_has_texts_and_no_formula(as_user, sato, taken):
    answer = copy_of(as_user(sato), taken, "xlsx")

    table = pd.read_excel(io.BytesIO(answer.getvalue()), engine="calamine")
    assert table["=名"].tolist()[:2] == ["=1+1", "+81"]
    assert table["=名"].iloc[7] == "0123"
    assert table["体重"].tolist() == [n / 2 for n in range(8)]
    assert str(table["日"].iloc[0].date()) == "2026-04-01"


def test_what_programs_pull_is_never_escaped(taken):
    taken.version.refresh_from_db()

    table = pd.read_parquet(taken.version.files.get(role="TABLE").path)

    assert table["=名"].iloc[0] == "=1+1"


def test_it_is_for_who_shared_alone(client, as_user, suzuki, suzukis_farm, taken):
    for kind in ("csv", "xlsx"):
        assert copy_of(as_user(suzuki), taken, kind).status_code == 404
        assert copy_of(client, taken, kind).status_code == 302


def test_what_is_too_long_for_a_spreadsheet_is_offered_as_csv(as_user, sato, taken, monkeypatch):
    monkeypatch.setattr(views, "MOST_SHEET_ROWS", 3)

    assert copy_of(as_user(sato), taken, "xlsx").status_code == 302


def test_the_page_of_a_finished_upload_offers_both(as_user, sato, taken):
    url = reverse("upload_steps", args=[taken.version.dataset.slug, 1])

    shown = as_user(sato).get(url).content.decode()

    assert "copy.xlsx" in shown
    assert "copy.csv" in shown
