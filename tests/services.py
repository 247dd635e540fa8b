"""The real Postgres and Valkey that the whole run shares.

Loaded by `-p tests.services`, before Django reads its settings. The first
process starts the embedded services, unless the environment names others;
the parallel workers inherit them and keep to a database of their own.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def _start() -> None:
    from marketplace.embedded import running

    # Short: a socket's path has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="areba-"))
    stack = ExitStack()
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    urls = stack.enter_context(running(folder, durable=False))
    os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = urls.database_url, urls.redis_url
    atexit.register(stack.close)


if not WORKER and not ("DATABASE_URL" in os.environ and "REDIS_URL" in os.environ):
    _start()

# Files and keys that tests write: one folder and two Valkey databases for each worker.
if not WORKER:
    os.environ["AREBA_VAR"] = tempfile.mkdtemp(prefix="areba-var-")
    atexit.register(shutil.rmtree, os.environ["AREBA_VAR"], ignore_errors=True)
else:
    os.environ["AREBA_VAR"] += f"/{WORKER}"
    number = int(WORKER.removeprefix("gw"))
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].split('?')[0]}?db={2 * number + 2}"
Path(os.environ["AREBA_VAR"]).mkdir(parents=True, exist_ok=True)
