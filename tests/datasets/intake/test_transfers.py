"""A file in pieces, by tus 1.0: https://tus.io/protocols/resumable-upload."""

import fcntl
from base64 import b64encode
from datetime import timedelta
from hashlib import sha1, sha256

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from datasets.intake.models import KEPT_FOR, Transfer, Upload
from datasets.intake.tasks import forget_transfers, take_in
from datasets.library.models import Version

pytestmark = pytest.mark.django_db

TRANSFERS = reverse("api_transfers")
PIECE = "application/offset+octet-stream"
TABLE = b"size,kind\n" + b"1.5,a\n2.5,b\n" * 500


@pytest.fixture
def program(with_token, sato, satos_farm):
    return with_token(sato, satos_farm.organisation)


def begin(client, **headers):
    named = b64encode("葉.csv".encode()).decode()
    return client.post(
        TRANSFERS,
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(TABLE)),
            "Upload-Metadata": f"filename {named},is_secret",
        }
        | headers,
    )


def piece(client, url, offset, content, kind=PIECE, **headers):
    return client.patch(
        url,
        content,
        content_type=kind,
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)} | headers,
    )


def head(client, url):
    return client.head(url, headers={"Tus-Resumable": "1.0.0"})


@pytest.fixture
def url(program):
    return begin(program)["Location"]


def share(client, token, **words):
    return client.post(
        reverse("api_share"),
        {"title": "葉", "description": "葉。", "purpose": "見分け", "transfer": token} | words,
    )


def token_of(url):
    return url.rstrip("/").rpartition("/")[2]


def test_it_says_what_it_speaks(program):
    answer = program.options(TRANSFERS)

    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,expiration,checksum,termination"
    assert answer["Tus-Max-Size"] == str(20 * 1024**3)
    assert "sha1" in answer["Tus-Checksum-Algorithm"].split(",")


def test_pieces_add_up_and_a_version_is_made_of_them(program, url):
    first = piece(program, url, 0, TABLE[:2_000])
    asked = head(program, url)
    last = piece(program, url, 2_000, TABLE[2_000:])

    assert (first.status_code, first["Upload-Offset"]) == (204, "2000")
    assert (asked["Upload-Offset"], asked["Upload-Length"]) == ("2000", str(len(TABLE)))
    assert asked["Cache-Control"] == "no-store"
    assert last["Upload-Offset"] == str(len(TABLE))
    assert first["Tus-Resumable"] == "1.0.0"
    assert share(program, token_of(url)).status_code == 202
    upload = Upload.objects.get()
    take_in(upload.pk)
    upload.refresh_from_db()
    version = Version.objects.get()
    assert (version.state, version.row_count) == ("PUBLISHED", 1_000)
    assert (upload.name, upload.sha256) == ("葉.csv", sha256(TABLE).hexdigest())
    assert upload.path.read_bytes() == TABLE
    assert version.files.get(role="ORIGINAL").sha256 == upload.sha256
    assert not upload.transfer.path.exists()


@pytest.mark.parametrize("was_renamed", [False, True])
def test_a_check_killed_half_way_finds_the_bytes_again(program, url, was_renamed):
    piece(program, url, 0, TABLE)
    share(program, token_of(url))
    upload = Upload.objects.get()
    Upload.objects.update(sha256=sha256(TABLE).hexdigest())
    if was_renamed:
        upload.refresh_from_db()
        upload.path.parent.mkdir(parents=True, exist_ok=True)
        upload.transfer.path.rename(upload.path)
    upload.steps.filter(name="IDENTIFY").update(
        state="DONE", started_at=timezone.now(), finished_at=timezone.now(), progress_share=1
    )
    Upload.objects.update(findings={"kind": "TEXT", "encoding": "utf-8", "delimiter": ","})

    take_in(upload.pk)

    assert Version.objects.get().state == "PUBLISHED"


def test_a_piece_may_be_longer_than_what_a_form_may_say(program):
    """Django's own limit on bodies is for what is read whole; a piece never is."""
    content = bytes(3 * 1024 * 1024)
    url = begin(program, **{"Upload-Length": str(len(content))})["Location"]

    assert piece(program, url, 0, content)["Upload-Offset"] == str(len(content))


def test_a_piece_that_begins_elsewhere_is_409(program, url):
    piece(program, url, 0, TABLE[:10])

    for offset in (0, 9, 11):
        answer = piece(program, url, offset, b"x")
        assert (answer.status_code, answer.json()["code"]) == (409, "offset_differs")
    assert head(program, url)["Upload-Offset"] == "10"


def test_a_checksum_that_differs_is_460_and_costs_the_piece(program, url):
    wrong = {"Upload-Checksum": f"sha1 {b64encode(bytes(20)).decode()}"}
    right = {"Upload-Checksum": f"sha1 {b64encode(sha1(TABLE[:100]).digest()).decode()}"}

    refused = piece(program, url, 0, TABLE[:100], **wrong)

    assert (refused.status_code, refused.json()["code"]) == (460, "checksum_differs")
    assert head(program, url)["Upload-Offset"] == "0"
    assert piece(program, url, 0, TABLE[:100], **right)["Upload-Offset"] == "100"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Tus-Resumable": ""}, 412, "wrong_version"),
        ({"Tus-Resumable": "0.2.2"}, 412, "wrong_version"),
        ({"Upload-Length": ""}, 400, "wrong_header"),
        ({"Upload-Length": "-1"}, 400, "wrong_header"),
        ({"Upload-Length": "x"}, 400, "wrong_header"),
        ({"Upload-Metadata": "filename ?"}, 400, "wrong_header"),
        ({"Upload-Length": str(20 * 1024**3 + 1)}, 413, "too_large"),
    ],
)
def test_a_wrong_beginning_is_refused_with_its_status(program, headers, status, code):
    answer = begin(program, **headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"kind": "text/plain"}, 415),
        ({"Upload-Offset": "x"}, 400),
        ({"Upload-Checksum": "crc32 AAAA"}, 400),
        ({"Upload-Checksum": "sha1 ?"}, 400),
        ({"Tus-Resumable": "2"}, 412),
    ],
)
def test_a_wrong_piece_is_refused_with_its_status(program, url, words, status):
    assert piece(program, url, 0, b"x", **words).status_code == status
    assert head(program, url)["Upload-Offset"] == "0"


def test_more_than_was_announced_is_refused(program, url):
    answer = piece(program, url, 0, TABLE + b"x")

    assert (answer.status_code, answer.json()["code"]) == (413, "piece_is_too_long")


def test_one_writes_at_a_time(program, url):
    with Transfer.objects.get().path.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        answer = piece(program, url, 0, b"x")

    assert (answer.status_code, answer.json()["code"]) == (423, "somebody_is_writing")


def test_what_breaks_off_stays_so_far(program, url, sato):
    from datasets.intake.actions.transfers import append

    class Broken:
        def __init__(self, content):
            self.content = content

        def read(self, size):
            if not self.content:
                raise OSError("the sender is gone")
            read, self.content = self.content[:size], self.content[size:]
            return read

    end = append(
        transfer=Transfer.objects.get(),
        now=timezone.now(),
        offset=0,
        body=Broken(TABLE[:700]),
        length=len(TABLE),
    )

    assert end == 700
    assert head(program, url)["Upload-Offset"] == "700"


def test_each_piece_postpones_the_end_and_who_waits_too_long_begins_anew(program, url):
    transfer = Transfer.objects.get()
    Transfer.objects.update(
        begun_at=transfer.begun_at - KEPT_FOR, expires_at=timezone.now() + timedelta(seconds=60)
    )
    assert piece(program, url, 0, b"size")["Upload-Expires"]
    transfer.refresh_from_db()
    assert transfer.expires_at > timezone.now() + KEPT_FOR - timedelta(minutes=1)

    Transfer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert head(program, url).status_code == 410
    forget_transfers()
    assert not Transfer.objects.exists()
    assert not transfer.path.exists()
    assert head(program, url).status_code == 404


def test_what_was_shared_is_not_forgotten(program, url):
    piece(program, url, 0, TABLE)
    share(program, token_of(url))
    Transfer.objects.update(
        begun_at=timezone.now() - 2 * KEPT_FOR, expires_at=timezone.now() - KEPT_FOR
    )

    forget_transfers()

    assert Upload.objects.get().path.read_bytes() == TABLE


def test_a_transfer_is_given_up(program, url):
    path = Transfer.objects.get().path

    answer = program.delete(url, headers={"Tus-Resumable": "1.0.0"})

    assert answer.status_code == 204
    assert not path.exists()
    assert head(program, url).status_code == 404


def test_it_is_nobody_else_s(client, url, with_token, suzuki, suzukis_farm):
    other = with_token(suzuki, suzukis_farm.organisation)

    assert head(other, url).status_code == 404
    assert piece(other, url, 0, b"x").status_code == 404
    assert other.delete(url, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
    assert share(other, token_of(url)).status_code == 400
    assert head(client, url).status_code == 401
    assert begin(client).status_code == 401


def test_who_acts_for_nobody_is_told_so(as_user, nobu):
    assert begin(as_user(nobu)).json()["code"] == "no_organisation"


def test_half_a_file_is_not_shared_nor_one_twice(program, url):
    piece(program, url, 0, TABLE[:50])
    half = share(program, token_of(url))
    piece(program, url, 50, TABLE[50:])
    whole = share(program, token_of(url))
    again = share(program, token_of(url))

    assert (half.status_code, set(half.json()["fields"])) == (400, {"file"})
    assert whole.status_code == 202
    assert (again.status_code, set(again.json()["fields"])) == (400, {"transfer"})
    assert Upload.objects.count() == 1


def test_a_transfer_ends_after_it_begins(program, url):
    with pytest.raises(IntegrityError, match="transfer_ends_after_it_begins"):
        Transfer.objects.update(expires_at=timezone.now() - 2 * KEPT_FOR)


# On the page


def test_a_form_names_the_file_that_came_before_it_and_keeps_it(as_user, sato, satos_farm):
    client = as_user(sato)
    url = begin(client)["Location"]
    piece(client, url, 0, TABLE)
    words = {"title": "", "description": "葉。", "purpose": "見分け", "access": "OPEN"}
    words |= {"transfer": token_of(url)}

    refused = client.post(reverse("share_dataset"), words)
    taken = client.post(reverse("share_dataset"), words | {"title": "葉"})

    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "葉.csv" in shown
    assert token_of(url) in shown
    assert taken.status_code == 302
    assert Upload.objects.get().byte_count == len(TABLE)
