"""The tools that developers already use pull a data set, by what its pages print."""

import html
import json
import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from datasets.intake.tasks import take_in
from datasets.library.models import Pull, Version
from marketplace.accounts.actions import issue_token

pytestmark = pytest.mark.django_db(transaction=True)
BIN = Path(sys.executable).parent


@pytest.fixture
def shared(share, wine_csv, live_server):
    """Sato's wines, taken in and published; their version."""
    upload = share(wine_csv, "wines.csv", title="ワインの成分")
    take_in(upload.pk)
    return Version.objects.get(pk=upload.version_id)


@pytest.fixture
def key(ada, adas_team):
    return issue_token(organisation=adas_team.organisation, name="tools", by=ada)


@pytest.fixture
def address(live_server, shared):
    """Where a version's files lie: `address("croissant.json")`."""
    base = f"{live_server.url}/datasets/{shared.dataset.slug}/{shared.number}"
    return f"{base}/{{}}".format


@pytest.fixture
def table(address, shared):
    return address(f"{shared.dataset.slug}.parquet")


@pytest.fixture
def ticket(live_server, shared, key):
    """The address that is enough by itself, as the API gives it."""
    told = httpx.get(
        f"{live_server.url}/api/v1/datasets/{shared.dataset.slug}/",
        headers={"Authorization": f"Bearer {key}"},
    ).json()
    return told["versions"][0]["files"][0]["ticket_url"]


def run(*command, cwd=None, **environment):
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | environment,
    )


# Croissant


@pytest.fixture
def basic(key, tmp_path):
    """The environment in which mlcroissant signs in: a token as password."""
    return {
        "CROISSANT_BASIC_AUTH_USERNAME": "ada",
        "CROISSANT_BASIC_AUTH_PASSWORD": key,
        "HOME": str(tmp_path),
    }


def test_mlcroissant_validates_the_description(address, basic):
    done = run(BIN / "mlcroissant", "validate", "--jsonld", address("croissant.json"), **basic)

    assert "Done." in done.stdout + done.stderr
    assert done.returncode == 0


def test_mlcroissant_loads_every_row_with_a_token_and_none_without(address, basic, wine):
    load = [BIN / "mlcroissant", "load", "--jsonld", address("croissant.json")]
    load += ["--record_set", "rows", "--num_records", "-1"]

    refused = run(*load, HOME=basic["HOME"])
    loaded = run(*load, **basic)

    assert refused.returncode != 0
    assert "401" in refused.stderr
    assert loaded.returncode == 0
    assert (loaded.stdout + loaded.stderr).count("rows/alcohol") == len(wine)


def test_mlcroissant_rejects_a_file_that_was_changed(address, basic, shared, tmp_path):
    described = httpx.get(address("croissant.json")).json()
    described["distribution"][0]["sha256"] = sha256(b"other").hexdigest()
    (tmp_path / "changed.json").write_text(json.dumps(described))
    load = [BIN / "mlcroissant", "load", "--jsonld", tmp_path / "changed.json"]

    done = run(*load, "--record_set", "rows", "--num_records", "1", **basic)

    assert done.returncode != 0
    assert "hash" in (done.stdout + done.stderr).lower()


def test_the_description_names_hash_terms_and_absolute_addresses(address, table, shared):
    described = httpx.get(address("croissant.json")).json()

    (file,) = described["distribution"]
    assert (file["contentUrl"], file["sha256"]) == (table, shared.sha256)
    policy = described["usageInfo"]
    assert policy["odrl:permission"][0]["odrl:action"] == "odrl:use"
    assert policy["odrl:prohibition"] == [
        {"odrl:action": "odrl:distribute"},
        {"odrl:action": "odrl:sublicense"},
    ]
    labels = [each for each in described["recordSet"][0]["field"] if "cr:Label" in each["dataType"]]
    assert [each["name"] for each in labels] == ["target"]


# Data frames


def test_pandas_reads_columns_by_token(table, key, wine):
    import pandas as pd

    read = pd.read_parquet(
        table, columns=["alcohol", "target"], storage_options={"Authorization": f"Bearer {key}"}
    )

    pd.testing.assert_frame_equal(read, wine[["alcohol", "target"]])


def test_polars_scans_by_ticket_and_the_ledger_names_who(ticket, wine, ada, adas_team):
    import polars as pl

    read = pl.scan_parquet(ticket).select(pl.col("alcohol").sum(), pl.len()).collect()

    assert read["alcohol"][0] == pytest.approx(wine["alcohol"].sum())
    assert read["len"][0] == len(wine)
    assert {(pull.by, pull.organisation) for pull in Pull.objects.all()} == {
        (ada, adas_team.organisation)
    }


def test_duckdb_queries_by_ticket(ticket, wine, tmp_path):
    import duckdb
    import duckdb_extension_httpfs

    # Where there is a network duckdb fetches its extension itself.
    (extension,) = Path(duckdb_extension_httpfs.__file__).parent.rglob("*.duckdb_extension")
    session = duckdb.connect(config={"extension_directory": str(tmp_path)})
    session.execute(f"install '{extension}'; load httpfs")
    rows = session.sql(
        f"select target, count(*) from read_parquet('{ticket}') group by 1 order by 1"
    ).fetchall()

    assert dict(rows) == wine["target"].value_counts().to_dict()


STREAM = """
import sys
from datasets import load_dataset

url, key = sys.argv[1:]
rows = load_dataset(
    "parquet",
    data_files=url,
    split="train",
    streaming=True,
    storage_options={"headers": {"Authorization": f"Bearer {key}"}},
)
found = list(rows)
print(len(found), found[0]["target"])
"""


def test_datasets_streams_by_token(table, key, wine, tmp_path):
    # In a folder of its own: our package of that name would be found first.
    done = run(sys.executable, "-c", STREAM, table, key, HOME=str(tmp_path), cwd=tmp_path)

    assert done.stdout.split("\n")[0] == f"{len(wine)} {wine['target'][0]}", done.stderr


def test_frictionless_validates_the_data_package(address, key):
    descriptor = address("datapackage.json").replace("://", f"://ada:{key}@")

    done = run(BIN / "frictionless", "validate", descriptor, "--json")

    report = json.loads(done.stdout)
    assert report["valid"], done.stdout
    assert report["tasks"][0]["stats"]["rows"] == 178


def test_a_ticket_opens_its_own_file_alone(ticket, address, shared):
    query = ticket.partition("?")[2]

    assert httpx.head(ticket).status_code == 200
    assert httpx.get(f"{address(shared.dataset.slug + '.csv')}?{query}").status_code == 401
    assert httpx.get(f"{ticket[:-2]}xx").status_code == 401


# What the page prints


@pytest.fixture
def printed(live_server, shared, key):
    """The page's snippets, by what runs them, with a token in its place."""
    page = httpx.get(f"{live_server.url}{shared.dataset.get_absolute_url()}").text
    found = re.findall(r'data-runs="(\w+)"><code>(.+?)</code>', page, re.DOTALL)
    return [(runs, html.unescape(text).replace("areba_…", key)) for runs, text in found]


def test_the_snippets_of_the_page_run_as_printed(printed, tmp_path):
    python = [text for runs, text in printed if runs == "python" and "duckdb" not in text]
    commands = [text for runs, text in printed if runs == "sh"]

    # One after the other: the address of one is what the next ones read.
    done = run(sys.executable, "-c", "\n".join([*python, "print(len(table))"]), cwd=tmp_path)
    streamed = next(text for runs, text in printed if runs == "datasets")
    rows = run(sys.executable, "-c", streamed + "\nprint(len(list(rows)))", cwd=tmp_path)

    assert (done.stdout, rows.stdout.split()) == ("178\n", ["178"]), done.stderr + rows.stderr
    for command in commands:
        told = run("sh", "-ec", command, cwd=tmp_path, PATH=f"{BIN}:{os.environ['PATH']}")
        assert told.returncode == 0, command + told.stderr
    assert len(commands) == 3
    assert next(tmp_path.glob("*.parquet")).read_bytes()[:4] == b"PAR1"
