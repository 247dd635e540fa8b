"""Leaves whose labels are sealed, and a look at every address for one that leaks."""

import io

import numpy as np
import pandas as pd
from django.urls import reverse

from datasets.library.models import Version

# Words that stand nowhere else: wherever a response holds one, a sealed label has leaked.
WORDS = ["うどんこ病", "灰色かび病", "健全"]


def leaves(farms=12, per_farm=10):
    """Leaves of twelve farms; each label names its leaf, so that none can hide behind another."""
    draws = np.random.default_rng(7)
    rows = farms * per_farm
    return pd.DataFrame(
        {
            "農場": [f"農場{row // per_farm:02}" for row in range(rows)],
            "長さ": draws.normal(10, 2, rows).round(6),
            "幅": draws.normal(5, 1, rows).round(6),
            "合成": [row % 10 == 9 for row in range(rows)],
            "label": [WORDS[row % 3] for row in range(rows)],
        }
    )


def written(frame):
    target = io.BytesIO()
    frame.to_parquet(target, index=False)
    return target.getvalue()


def table_of(file):
    return pd.read_parquet(file.path)


def published(dataset):
    return Version.objects.published().get(dataset=dataset)


def key_of(frame):
    return set(zip(frame["長さ"], frame["幅"], strict=True))


def every_route(dataset):
    """Each address under which anything of the data set may be had."""
    slug = dataset.slug
    versions = range(1, dataset.versions.count() + 1)
    of_set = ["dataset", "statistics", "enough", "pull_sealed_inputs", "seal_labels"]
    of_set += ["api_dataset", "api_statistics", "api_sufficiency", "share_version"]
    of_version = ["croissant", "datapackage", "pull_original", "upload_steps", "pull_labels"]
    of_version += ["api_rows", "api_upload_steps", "correct_reading", "copy_csv", "copy_xlsx"]
    of_file = ["pull", "pull_csv"]
    yield from (reverse(name, args=[slug]) for name in of_set)
    for number in versions:
        yield from (reverse(name, args=[slug, number]) for name in of_version)
        yield from (reverse(name, args=[slug, number, slug]) for name in of_file)
        yield f"/datasets/{slug}/{number}/sealed_labels.parquet"
        yield f"/datasets/{slug}/{number}/sealed.parquet"
    yield from ("/datasets/", "/api/v1/datasets/", f"/datasets/{slug}/sealed_labels.parquet")


def bodies(client, dataset):
    for url in every_route(dataset):
        answer = client.get(url)
        yield url, answer.status_code, answer.getvalue()


def tables_in(body):
    try:
        return pd.read_parquet(io.BytesIO(body))
    except Exception:  # noqa: BLE001  whatever is no Parquet file
        return None


def leaks(body, inputs):
    """Tell whether a body ties a sealed row to its label, or is the file of them."""
    frame = tables_in(body)
    if frame is not None:
        return "label" in frame and bool(
            key_of(frame) & key_of(inputs) if "長さ" in frame else len(frame)
        )
    text = body.decode(errors="replace")
    return any(str(length) in text for length in inputs["長さ"]) and any(
        word in text for word in WORDS
    )
