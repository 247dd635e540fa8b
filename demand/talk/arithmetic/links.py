"""Whether a text leads somewhere else."""

import re

LINK = re.compile(
    r"(?:https?|ftp)://|\bwww\.|\b[a-z0-9-]+\.(?:com|net|org|info|biz|io|jp|cn|ru|xyz|shop|top)\b",
    re.IGNORECASE | re.ASCII,
)


def leads_elsewhere(text: str) -> bool:
    """Tell whether a text holds an address, written out or shortened."""
    return bool(LINK.search(text))
