"""e-Stat over the network, with the operator's own application id."""

import json
from collections.abc import Iterator
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from demand.snapshots.arithmetic.estat import EstatRefused, Table, read_json

ESTAT = "https://api.e-stat.go.jp/rest/3.0/app"
PATIENCE_SECONDS = 60


def pages(table: str, *, application: str, address: str = ESTAT) -> Iterator[Table]:
    """Fetch a table page by page.

    Raises: EstatRefused, also where nobody answers; NotATable.
    """
    start: int | None = 1
    while start:
        asked = {"appId": application, "statsDataId": table, "lang": "J", "startPosition": start}
        try:
            with urlopen(  # noqa: S310  the operator's own address
                f"{address}/json/getStatsData?{urlencode(asked)}", timeout=PATIENCE_SECONDS
            ) as answer:
                page = read_json(json.load(answer))
        except (URLError, json.JSONDecodeError) as error:
            # Without the address: it holds the application id.
            raise EstatRefused(f"e-Stat did not answer: {type(error).__name__}") from None
        yield page
        start = page.next_key
