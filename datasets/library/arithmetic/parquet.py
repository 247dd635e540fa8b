"""How every Parquet file of ours is written, so that clients can pull a part of it."""

from typing import Any

# A reader of one row reads one group: small ones, with an index of their pages.
ROW_GROUP = 20_000
WRITTEN: dict[str, Any] = {"compression": "zstd", "write_page_index": True, "version": "2.6"}
