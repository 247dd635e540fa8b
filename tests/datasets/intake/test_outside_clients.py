"""Clients and storages of others: tuspy over HTTP, and a real S3 that checks signatures."""

import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from tusclient.client import TusClient

from datasets.intake.models import Transfer
from datasets.intake.tasks import take_in
from datasets.library.models import Medium, Pull, Version, original_key
from marketplace import storage
from marketplace.environment import storage as storage_settings
from tests.datasets.archives import folders

SENDER = """
import sys
from tusclient.client import TusClient
url, token, path = sys.argv[1:]
client = TusClient(url, headers={"Authorization": f"Bearer {token}"})
sender = client.uploader(path, chunk_size=20_000, metadata={"filename": "big.csv"})
while sender.offset < sender.get_file_size():
    sender.upload_chunk()
    print(sender.url, sender.offset, flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_an_upload_killed_half_way_goes_on_and_is_the_same(
    live_server, token, sato, satos_farm, tmp_path
):
    path = tmp_path / "big.csv"
    path.write_text("size,kind\n" + "".join(f"{n / 7:.6f},{'ab'[n % 2]}\n" for n in range(200_000)))
    key, address = token(sato, satos_farm.organisation), f"{live_server.url}/api/v1/transfers/"
    sender = subprocess.Popen(
        [sys.executable, "-c", SENDER, address, key, str(path)], stdout=subprocess.PIPE, text=True
    )
    for _piece in range(5):
        url, _offset = sender.stdout.readline().split()
    sender.send_signal(signal.SIGKILL)
    sender.wait()
    sender.stdout.close()

    client = TusClient(address, headers={"Authorization": f"Bearer {key}"})
    with path.open("rb") as stream:
        again = client.uploader(
            file_stream=stream, url=url, chunk_size=2**20, upload_checksum=True, retries=5
        )
        begun_at = again.offset
        again.upload()

    transfer = Transfer.objects.get()
    assert 100_000 <= begun_at < path.stat().st_size
    assert transfer.name == "big.csv"
    assert sha256(transfer.path.read_bytes()).digest() == sha256(path.read_bytes()).digest()


# S3


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    """Run a real S3 for these tests, and give the STORAGE_URL of a bucket in it."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    weed = Path(sys.executable).with_name("weed")
    if not weed.exists():
        pytest.skip("no seaweedfs in this environment")
    folder = tmp_path_factory.mktemp("s3")
    keys = '{"credentials": [{"accessKey": "key", "secretKey": "secret"}], "name": "areba"'
    config = folder / "s3.json"
    config.write_text(
        '{"identities": [' + keys + ', "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}'
    )
    ports = dict(zip(("master", "volume", "filer", "s3"), _free_ports(), strict=True))
    asked = [f"-{name}.port={port}" for name, port in ports.items()]
    server = subprocess.Popen(
        [weed, "server", f"-dir={folder}", "-ip=127.0.0.1", "-s3", f"-s3.config={config}", *asked],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )
    address = f"127.0.0.1:{ports['s3']}"
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{address}",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        region_name="us-east-1",
    )
    try:
        until = time.monotonic() + 60
        while True:
            try:
                client.create_bucket(Bucket="areba")
                break
            except (BotoCoreError, ClientError):
                assert time.monotonic() < until, "The S3 server did not start."
                time.sleep(0.2)
        yield f"s3://key:secret@{address}/areba?tls=0"
    finally:
        client.close()
        # Its folder goes with it: there is nothing to end in order.
        server.kill()
        server.wait()


def _free_ports():
    """Find ports whose twin 10,000 above is free too: the servers speak with each other there."""
    import socket

    found = 0
    for port in range(21_000 + os.getpid() % 9_000, 40_000, 7):
        with socket.socket() as one, socket.socket() as twin:
            try:
                one.bind(("127.0.0.1", port))
                twin.bind(("127.0.0.1", port + 10_000))
            except OSError:
                continue
        yield port
        found += 1
        if found == 4:
            return


@pytest.fixture
def on_s3(s3, settings, media):
    settings.STORAGES = settings.STORAGES | {"default": storage_settings(s3)}
    return media


def kept_keys():
    from django.core.files.storage import default_storage

    def walk(folder):
        folders, files = default_storage.listdir(folder)
        yield from (f"{folder}{name}" for name in files if name)
        for each in folders:
            yield from walk(f"{folder}{each}/")

    return set(walk(""))


@pytest.mark.django_db
def test_an_archive_goes_through_s3_and_comes_back_the_same(
    on_s3, share, as_user, suzuki, suzukis_farm
):
    content = folders()
    upload = share(content, name="leaves.zip")
    take_in(upload.pk)
    upload.refresh_from_db()
    version = Version.objects.get()
    assert version.state == "PUBLISHED"
    keys = kept_keys()
    assert original_key(upload.sha256) in keys
    assert {medium.key for medium in Medium.objects.all()} <= keys
    assert {file.key for file in version.files.all()} <= keys

    for path in [path for path in on_s3.rglob("*") if path.is_file()]:
        path.unlink()

    assert upload.path.read_bytes() == content
    client = as_user(suzuki)
    table, medium = version.files.get(role="TABLE"), Medium.objects.first()
    for each in (table, medium):
        pulled = client.get(each.get_absolute_url())
        assert sha256(b"".join(pulled)).hexdigest() == each.sha256
    part = client.get(table.get_absolute_url(), headers={"range": "bytes=-4"})
    assert (part.status_code, b"".join(part)) == (206, b"PAR1")


@pytest.mark.django_db
def test_the_storage_sends_what_it_keeps_to_who_was_let_in(
    on_s3, share, as_user, suzuki, suzukis_farm, settings, wine_csv
):
    settings.FILES_SENT_BY = "storage"
    take_in(share(wine_csv).pk)
    table = Version.objects.get().files.get(role="TABLE")

    led = as_user(suzuki).get(table.get_absolute_url())

    assert (led.status_code, led["Cache-Control"]) == (302, "private, no-store")
    whole = httpx.get(led.url, timeout=30)
    part = httpx.get(led.url, headers={"Range": "bytes=-4"}, timeout=30)
    assert sha256(whole.content).hexdigest() == table.sha256
    assert whole.headers["Content-Disposition"] == "attachment"
    assert (part.status_code, part.content) == (206, b"PAR1")
    assert httpx.get(led.url.partition("?")[0], timeout=30).status_code == 403
    assert Pull.objects.get().file == table


@pytest.mark.django_db
def test_who_waits_for_bytes_that_travel_hears_how_far_they_are(on_s3, monkeypatch):
    monkeypatch.setattr(storage, "REPORT_EVERY_SECONDS", 0.001)
    keys, heard = [f"travelling/{number}" for number in range(3)], []
    for key in keys:
        storage.place(key).write_bytes(bytes(9 * 1024**2))

    storage.keep(keys[0], heard.append)
    kept = heard.copy()
    storage.keep_all(keys, heard.append)
    storage.place(keys[0]).unlink()
    storage.fetched(keys[0], heard.append)

    assert kept
    assert heard[-10:][0] != heard[-1] == 1.0
    assert all(0 <= share <= 1 for share in heard)
    assert storage.place(keys[0]).stat().st_size == 9 * 1024**2


@pytest.mark.django_db
def test_a_copy_on_disk_is_given_up_only_where_s3_keeps_it(on_s3, share, wine_csv):
    upload = share(wine_csv)
    key = original_key(upload.sha256)
    assert storage.place(key).exists()

    take_in(upload.pk)

    assert not storage.place(key).exists()
    assert storage.fetched(key).read_bytes() == wine_csv
    assert not storage.fetched("nothing").exists()
