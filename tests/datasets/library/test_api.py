"""Datasets as programs read and pull them."""

from base64 import b64encode
from hashlib import sha256

import pandas as pd
import pytest
from django.test import Client
from django.urls import reverse

from datasets.library.models import File, Pull
from datasets.library.vocabulary import Access, FileRole
from tests.factories import DatasetFactory, NeedFactory, VersionFactory

pytestmark = pytest.mark.django_db

LIST = reverse("api_datasets")


@pytest.fixture
def shared(satos_farm):
    return VersionFactory(dataset__organisation=satos_farm.organisation)


@pytest.fixture
def table(shared, with_table):
    return with_table(shared)


@pytest.fixture
def ask(table, with_token, ada, adas_team):
    """Ask for the table as Ada's program: `ask(range="bytes=0-3")`."""
    program = with_token(ada, adas_team.organisation)

    def get(method="get", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(program, method)(table.get_absolute_url(), headers=named)

    return get


def slugs(answer):
    return [row["slug"] for row in answer.json()["results"]]


# Lists and one


def test_the_list_shows_the_newest_first_with_what_it_holds(client, shared):
    newer = VersionFactory(row_count=5)

    answer = client.get(LIST)

    assert slugs(answer) == [newer.dataset.slug, shared.dataset.slug]
    assert answer.json()["results"][0]["latest"]["row_count"] == 5
    assert answer.json()["results"][1]["organisation"] == shared.dataset.organisation.slug


def test_a_hidden_one_and_a_draft_are_shown_to_their_owner_alone(
    client, with_token, sato, satos_farm, suzuki, suzukis_farm
):
    owner = satos_farm.organisation
    hidden = VersionFactory(dataset__organisation=owner, dataset__access=Access.OWNER).dataset
    draft = VersionFactory(dataset__organisation=owner, draft=True).dataset

    assert slugs(client.get(LIST)) == []
    assert slugs(with_token(suzuki, suzukis_farm.organisation).get(LIST)) == []
    assert slugs(with_token(sato, owner).get(LIST)) == [draft.slug, hidden.slug]
    for dataset in (hidden, draft):
        one = reverse("api_dataset", args=[dataset.slug])
        assert client.get(one).status_code == 404
        assert with_token(suzuki, suzukis_farm.organisation).get(one).status_code == 404
        assert with_token(sato, owner).get(one).status_code == 200


def test_the_list_is_narrowed_by_need_and_sector(client):
    need = NeedFactory(sector="FISHERY")
    wanted, other = VersionFactory().dataset, VersionFactory().dataset
    wanted.needs.add(need, NeedFactory(sector="FISHERY"))
    other.needs.add(NeedFactory(sector="FORESTRY"))

    assert slugs(client.get(LIST, {"need": need.slug})) == [wanted.slug]
    assert slugs(client.get(LIST, {"sector": "FISHERY"})) == [wanted.slug]


def test_samples_leave_the_list_when_a_real_one_comes(client):
    sample = VersionFactory(dataset__is_sample=True).dataset
    assert slugs(client.get(LIST)) == [sample.slug]

    real = VersionFactory().dataset

    assert slugs(client.get(LIST)) == [real.slug]


def test_a_dataset_tells_its_versions_terms_and_tables_and_no_original(client, table, shared):
    VersionFactory(dataset=shared.dataset, number=2, draft=True)

    told = client.get(reverse("api_dataset", args=[shared.dataset.slug])).json()

    (version,) = told["versions"]
    assert version["terms"]["may_train"] is True
    assert version["files"] == [
        {
            "name": "table.parquet",
            "url": f"http://testserver{table.get_absolute_url()}",
            "ticket_url": None,
            "byte_count": table.byte_count,
            "sha256": table.sha256,
        }
    ]


def test_a_dataset_without_a_published_version_has_no_latest(with_token, sato, satos_farm):
    dataset = DatasetFactory(organisation=satos_farm.organisation)

    told = with_token(sato, satos_farm.organisation).get(
        reverse("api_dataset", args=[dataset.slug])
    )

    assert (told.json()["latest"], told.json()["versions"]) == (None, [])


# Who may pull


def test_a_token_pulls_the_whole_table_and_is_written_down(ask, wine, ada, adas_team, read_back):
    answer = ask()

    pd.testing.assert_frame_equal(read_back(answer), wine, check_dtype=False)
    line = Pull.objects.get()
    assert (line.by, line.organisation) == (ada, adas_team.organisation)


def test_a_token_as_password_pulls_as_well(client, table, token, ada, adas_team):
    written = b64encode(f"ada@example.com:{token(ada, adas_team.organisation)}".encode())

    answer = client.get(
        table.get_absolute_url(), headers={"authorization": f"Basic {written.decode()}"}
    )

    assert answer.status_code == 200
    assert answer.getvalue()[:4] == b"PAR1"


def test_a_person_in_a_browser_pulls_as_well(as_user, table, nobu):
    assert as_user(nobu).get(table.get_absolute_url()).getvalue()[-4:] == b"PAR1"
    assert Pull.objects.get().organisation is None


@pytest.mark.parametrize("header", [None, "Bearer areba_wrong", "Basic d3Jvbmc6d3Jvbmc="])
def test_nobody_pulls_without_saying_who(client, table, header):
    answer = client.get(
        table.get_absolute_url(), headers={"authorization": header} if header else {}
    )

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"]
    assert not Pull.objects.exists()


def test_a_foreign_organisation_does_not_find_what_is_hidden(ask, shared):
    shared.dataset.access = Access.OWNER
    shared.dataset.save()

    assert ask().status_code == 404
    assert not Pull.objects.exists()


def test_a_draft_is_not_found_even_by_its_owner(with_token, with_table, sato, satos_farm):
    file = with_table(VersionFactory(dataset__organisation=satos_farm.organisation, draft=True))

    answer = with_token(sato, satos_farm.organisation).get(file.get_absolute_url())

    assert answer.status_code == 404


# How it is pulled: RFC 9110


def test_a_head_tells_length_and_tag_without_a_body_or_a_line(ask, table):
    answer = ask("head")

    assert (answer.status_code, answer["Content-Length"]) == (200, str(table.byte_count))
    assert (answer["Accept-Ranges"], answer["ETag"]) == ("bytes", f'"{table.sha256}"')
    assert answer.getvalue() == b""
    assert not Pull.objects.exists()


def test_a_range_is_answered_with_that_part(ask, table, wine_parquet):
    answer = ask(range="bytes=-8")

    size = table.byte_count
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {size - 8}-{size - 1}/{size}"
    assert answer["Content-Length"] == "8"
    assert answer.getvalue() == wine_parquet[-8:]


def test_ranges_together_are_the_whole(ask, wine_parquet):
    pieces = [
        ask(range=f"bytes={start}-{start + 4_999}").getvalue()
        for start in range(0, len(wine_parquet), 5_000)
    ]

    assert b"".join(pieces) == wine_parquet
    assert Pull.objects.count() == 1


def test_the_proxy_is_told_which_file_to_send_and_the_ledger_knows(ask, table, settings):
    settings.FILES_SENT_BY = "proxy"

    answer = ask(range="bytes=0-3")

    assert (answer.status_code, answer.getvalue()) == (200, b"")
    assert answer["X-Accel-Redirect"] == f"/kept/{table.key}"
    assert answer["Content-Type"] == table.content_type
    assert Pull.objects.count() == 1


def test_the_proxy_is_led_to_where_a_table_from_before_lies(ask, table, settings):
    before = table.version.folder / "table"
    table.path.rename(before)
    settings.FILES_SENT_BY = "proxy"

    answer = ask()

    assert answer["X-Accel-Redirect"] == f"/kept/datasets/{table.version.dataset.slug}/1/table"


def test_the_proxy_is_told_nothing_for_who_may_not_have_it(client, table, settings):
    settings.FILES_SENT_BY = "proxy"

    answer = client.get(table.get_absolute_url())

    assert answer.status_code == 401
    assert not answer.has_header("X-Accel-Redirect")


def test_without_a_storage_elsewhere_files_are_sent_from_here(ask, settings, wine_parquet):
    settings.FILES_SENT_BY = "storage"

    assert ask().getvalue() == wine_parquet


def test_a_range_beyond_the_end_is_refused_with_the_length(ask, table):
    answer = ask(range=f"bytes={table.byte_count}-")

    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{table.byte_count}"
    assert not Pull.objects.exists()


def test_what_one_has_already_is_not_sent_again(ask, table):
    answer = ask(if_none_match=f'"{table.sha256}"')

    assert (answer.status_code, answer.content) == (304, b"")
    assert not Pull.objects.exists()
    assert ask(if_none_match='"other"').status_code == 200


def test_a_range_of_something_that_has_changed_is_answered_whole(ask, table):
    assert ask(range="bytes=0-3", if_range='"other"').status_code == 200
    assert ask(range="bytes=0-3", if_range=f'"{table.sha256}"').status_code == 206


def test_a_head_is_of_the_whole_whatever_range_it_names(ask, table):
    answer = ask("head", range="bytes=0-3")

    assert (answer.status_code, answer["Content-Length"]) == (200, str(table.byte_count))


# The original


@pytest.fixture
def original(shared, tmp_path):
    content = "畑,品種\n東,紅\n".encode("cp932")
    file = File.objects.create(
        version=shared,
        role=FileRole.ORIGINAL,
        name="畑の記録.csv",
        byte_count=len(content),
        sha256=sha256(content).hexdigest(),
    )
    file.path.parent.mkdir(parents=True, exist_ok=True)
    file.path.write_bytes(content)
    return file


def test_the_owner_takes_back_what_came_in_byte_for_byte(with_token, original, sato, satos_farm):
    answer = with_token(sato, satos_farm.organisation).get(original.get_absolute_url())

    assert answer.getvalue() == original.path.read_bytes()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_nobody_else_finds_the_original(client, with_token, original, ada, adas_team):
    url = original.get_absolute_url()

    assert client.get(url).status_code == 401
    assert with_token(ada, adas_team.organisation).get(url).status_code == 404
    assert not Pull.objects.exists()


# A real client


@pytest.mark.django_db(transaction=True)
def test_pandas_reads_it_over_http(live_server, table, token, ada, adas_team, wine):
    key = token(ada, adas_team.organisation)

    read = pd.read_parquet(
        f"{live_server.url}{table.get_absolute_url()}",
        storage_options={"Authorization": f"Bearer {key}"},
    )

    pd.testing.assert_frame_equal(read, wine, check_dtype=False)


def test_a_token_that_was_revoked_pulls_no_more(client, table, token, ada, adas_team, now):
    key = token(ada, adas_team.organisation)
    ada.api_tokens.update(revoked_at=now)

    answer = Client(headers={"authorization": f"Bearer {key}"}).get(table.get_absolute_url())

    assert answer.status_code == 401
