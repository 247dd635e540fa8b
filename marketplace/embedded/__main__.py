"""`python -m marketplace.embedded`: brings all of Areba up, watches it, takes it down in order."""

import os
import signal
import sys

from marketplace.embedded.children import DidNotStart, die_with_parent
from marketplace.embedded.supervision import Interrupted, run


def port() -> int:
    """Read the port that was asked for. Raises: DidNotStart."""
    asked = os.environ.get("PORT") or "8000"
    if not asked.isdecimal() or not 0 < int(asked) < 2**16:
        raise DidNotStart(f"PORT={asked} is no port: that is a number from 1 to 65535.")
    return int(asked)


if __name__ == "__main__":
    # Should make be killed, its services must not stay behind and hold the files.
    die_with_parent(signal.SIGTERM)()
    try:
        run(port=port())
    except DidNotStart as error:
        sys.exit(f"Areba did not start. {error}")
    except Interrupted:
        sys.exit(0)
