"""A table on its way from bytes to Parquet."""

import pyarrow.parquet as pq
import pytest

from datasets.intake.arithmetic.identity import identify
from datasets.intake.arithmetic.tables import convert
from marketplace.confinement.refusal import Refused


@pytest.fixture
def take(tmp_path):
    """Convert bytes or text as an upload would be: `table, account = take("a,b\\n1,2\\n")`."""

    def convert_all(content, encoding="utf-8"):
        whole = content.encode(encoding) if isinstance(content, str) else content
        source, target = tmp_path / "source", tmp_path / "table.parquet"
        source.write_bytes(whole)
        found = identify(whole[: 64 * 1024])
        request = {
            "source": str(source),
            "target": str(target),
            "kind": found.kind,
            "encoding": found.encoding,
            "delimiter": found.delimiter,
        }
        account = convert(request, report=lambda _share: None)
        return pq.read_table(target), account

    return convert_all


@pytest.fixture
def refusal_of(take):
    """Tell why and where a table is refused: `code, where = refusal_of(text)`."""

    def refuse(content, encoding="utf-8"):
        with pytest.raises(Refused) as refusal:
            take(content, encoding)
        return refusal.value.code, refusal.value.where

    return refuse
