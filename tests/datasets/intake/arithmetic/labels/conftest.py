"""An archive of media, taken apart as the confined child does it."""

import pyarrow.parquet as pq
import pytest

from datasets.intake.arithmetic.layouts import look
from datasets.intake.arithmetic.media import gather
from marketplace.confinement.refusal import Refused
from tests.datasets.archives import packed


@pytest.fixture
def take(tmp_path):
    """Take an archive apart: `rows, labels, account = take({"a/1.jpg": …})`."""

    def gather_all(members):
        source = tmp_path / "source.zip"
        if isinstance(members, bytes):
            source.write_bytes(members)
        else:
            packed(members, source)
        found = look({"source": str(source)}, report=lambda _share: None)
        request = {"source": str(source), "target": str(tmp_path), "contributor": "sato"}
        account = gather(request, report=lambda _share: None)
        assert account["layout"] == found["layout"]
        rows = pq.read_table(tmp_path / "manifest.parquet").to_pylist()
        labels = pq.read_table(tmp_path / "annotations.parquet").to_pylist()
        return {row["path"]: row for row in rows}, labels, account

    return gather_all


@pytest.fixture
def refusal_of(take):
    def refuse(members):
        with pytest.raises(Refused) as refusal:
            take(members)
        return refusal.value.code, refusal.value.where

    return refuse
