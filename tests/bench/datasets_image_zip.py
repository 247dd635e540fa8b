"""How long 10,000 small pictures take from a zip to a published version, and in what memory."""

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Figure

PICTURES, SIDE = 10_000, 96
MIB = 1024


def measure() -> Iterator[Figure]:
    """Run it in a process of its own, whose children's memory is then known."""
    with tempfile.TemporaryDirectory(prefix="areba-bench-") as folder:
        asked = [sys.executable, "-m", "tests.bench.datasets_image_zip", folder]
        done = subprocess.run(asked, check=True, capture_output=True, text=True)
    seconds, mebibytes = map(float, done.stdout.split()[-2:])
    yield Figure("datasets.image_zip", seconds, "s", 120)
    yield Figure("datasets.image_zip_memory", mebibytes, "MiB", 500)


def write_pictures(path: Path) -> None:
    """Draw pictures of three classes that compress as photographs do."""
    import numpy as np
    from PIL import Image

    draw = np.random.default_rng(5)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(PICTURES):
            rough = draw.integers(0, 256, (12, 12, 3), dtype=np.uint8)
            written = io.BytesIO()
            Image.fromarray(rough).resize((SIDE, SIDE)).save(written, "JPEG", quality=85)
            archive.writestr(f"photos/class{number % 3}/{number}.jpg", written.getvalue())


def take_in_pictures(folder: Path) -> None:
    """Take the zip in on services of its own, and print seconds and MiB."""
    from marketplace.embedded import running

    with running(folder / "services", durable=False) as urls:
        os.environ |= {"DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url}
        os.environ |= {"AREBA_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "marketplace.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        seconds = _seconds(folder)
    used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, -1)]
    sys.stdout.write(f"{seconds} {sum(used) / MIB}\n")


def _seconds(folder: Path) -> float:
    from django.core.files import File
    from django.utils import timezone

    from datasets.intake.actions import share_dataset
    from datasets.intake.tasks import take_in
    from datasets.library.models import Version
    from tests.factories import OperationFactory

    archive = folder / "pictures.zip"
    write_pictures(archive)
    organisation = OperationFactory(organisation__member=None).organisation
    began = time.monotonic()
    with archive.open("rb") as file:
        upload = share_dataset(
            organisation=organisation,
            by=organisation.members.get(),
            now=timezone.now(),
            file=File(file, "pictures.zip"),
            terms={"purpose": "bench"},
            title="bench",
            description="bench",
        )
    take_in(upload.pk)
    took = time.monotonic() - began
    assert Version.objects.get().row_count == PICTURES
    return took


if __name__ == "__main__":
    take_in_pictures(Path(sys.argv[1]))
