"""Files and tokens that the tests of shared data stand on."""

import io
from hashlib import sha256

import pandas as pd
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from sklearn.datasets import load_wine

from datasets.intake.actions import share_dataset
from datasets.library.models import File
from datasets.library.vocabulary import FileRole
from marketplace.accounts.actions import issue_token


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep what a test writes in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(scope="session")
def wine():
    """178 Italian wines of three cultivars, as scikit-learn ships them."""
    frame = load_wine(as_frame=True).frame
    return frame.assign(target=frame["target"].map("cultivar {}".format))


@pytest.fixture
def wine_csv(wine):
    return wine.to_csv(index=False).encode()


@pytest.fixture(scope="session")
def wine_parquet(wine):
    written = io.BytesIO()
    wine.to_parquet(written, index=False)
    return written.getvalue()


@pytest.fixture
def with_table(wine_parquet):
    """Give a version its table on disk: `file = with_table(version)`."""

    def put(version, content=wine_parquet):
        file = File.objects.create(
            version=version,
            role=FileRole.TABLE,
            name="table.parquet",
            byte_count=len(content),
            sha256=sha256(content).hexdigest(),
        )
        file.path.parent.mkdir(parents=True, exist_ok=True)
        file.path.write_bytes(content)
        return file

    return put


@pytest.fixture
def token():
    """Issue a token: `token(sato, satos_farm.organisation)`."""

    def issue(user, organisation):
        return issue_token(organisation=organisation, name="test", by=user)

    return issue


@pytest.fixture
def with_token(token):
    """Ask as a program: `with_token(ada, organisation).get(…)`."""

    def sign(user, organisation):
        return Client(headers={"authorization": f"Bearer {token(user, organisation)}"})

    return sign


@pytest.fixture
def read_back():
    return lambda answer: pd.read_parquet(io.BytesIO(answer.getvalue()))


@pytest.fixture
def share(satos_farm, now):
    """Share bytes as Sato: `upload = share(b"a,b\\n1,2\\n", name="table.csv")`."""

    def send(content, name="table.csv", **words):
        organisation = satos_farm.organisation
        return share_dataset(
            **{
                "organisation": organisation,
                "by": organisation.members.get(),
                "now": now,
                "file": ContentFile(content, name),
                "terms": {"purpose": "病害の見分け", "may_train": True},
                "title": "葉の測定値",
                "description": "葉の大きさと病名。",
            }
            | words
        )

    return send
