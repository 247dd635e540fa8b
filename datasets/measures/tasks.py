"""What follows once a version is published: whether its labels are enough."""

import logging
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from datasets.library.models import File, Version
from datasets.library.models.media import medium_key
from datasets.library.vocabulary import DataKind, FileRole
from datasets.measures.arithmetic.readiness import CODE_VERSION, readiness
from datasets.measures.models import Readiness, Statistics
from marketplace import storage
from marketplace.confinement.child import Limits, confined

logger = logging.getLogger(__name__)

LOOKS_LIMITS = Limits(processor_seconds=600, wall_seconds=600)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=900)
def assess_next() -> None:
    """Assess the labels of one version that waits for it, then look for another.

    It trains small models, for a minute or so. Killed half-way, it is found again.
    """
    claimed = Readiness.objects.claim(timezone.now())
    if claimed is None:
        return
    version = claimed.version
    table = version.files.filter(role=FileRole.TABLE).first()
    if table is None:
        logger.info("%s has no table: nothing is assessed.", version)
        return
    found = ASSESSED[DataKind(version.kind)](version, table)
    Readiness.objects.filter(pk=version.pk, claimed_at=claimed.claimed_at).update(
        document=found, code_version=CODE_VERSION, assessed_at=timezone.now()
    )
    assess_next.delay()


def _table(version: Version, table: File) -> dict[str, Any]:
    return readiness(table.path, label=version.label_column, ceiling=_ceiling(version))


def _series(version: Version, table: File) -> dict[str, Any]:
    """Foretell what is measured; a series with a label beside it is a table."""
    from datasets.measures.arithmetic.series_readiness import series_readiness

    return _table(version, table) if version.label_column else series_readiness(table.path)


def _pictures(version: Version, manifest: File) -> dict[str, Any]:
    """Look at the pictures in a confined child, then learn from what they look like."""
    import numpy as np

    from datasets.measures.arithmetic import picture_readiness

    some = picture_readiness.chosen(manifest.path)
    keys = (medium_key(*each) for each in zip(some.hashes, some.formats, strict=True))
    paths = [str(storage.fetched(key)) for key in keys]
    with TemporaryDirectory() as scratch:
        target = Path(scratch) / "looks.npy"
        asked = {"paths": paths, "target": str(target)}
        confined("draw_looks", asked, Path(scratch), limits=LOOKS_LIMITS)
        looks = np.load(target, allow_pickle=False).astype(float)
    return picture_readiness.picture_readiness(
        manifest.path, some.rows, looks, ceiling=_ceiling(version)
    )


def _ceiling(version: Version) -> float:
    """Tell how far people agree, where several labelled the same: beyond it nothing can go."""
    measured = Statistics.objects.filter(version=version).first()
    soundness = (measured.document.get("soundness") if measured else None) or {}
    agreed = soundness.get("agreement")
    return float(agreed["ceiling"]) if agreed else 1.0


ASSESSED: dict[DataKind, Callable[[Version, File], dict[str, Any]]] = {
    DataKind.TABLE: _table,
    DataKind.SERIES: _series,
    DataKind.IMAGES: _pictures,
}
