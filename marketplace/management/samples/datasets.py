"""Two data sets: a real one that a dependency brings, and a generated one that says so."""

import csv
import io
import random
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from datasets.intake.actions import share_dataset
from demand.needs.models import Need
from marketplace.accounts.actions import found_organisation, welcome


def load(needs: list[Need]) -> None:
    by = welcome(email="sample-cooperative@areba.invalid")
    cooperative = found_organisation(name="見本の農協", by=by, is_sample=True)
    shared: dict[str, Any] = {
        "organisation": cooperative,
        "by": by,
        "now": timezone.now(),
        "is_sample": True,
    }
    share_dataset(
        file=ContentFile(wine(), name="wine_cultivars.csv"),
        title="ワイン用ぶどう3品種の成分（実測）",
        description="178本のワインの成分13項目と、ぶどうの品種。scikit-learn に付属する "
        "UCI Wine recognition data（Forina ほか 1991）。",
        terms={"purpose": "品種の見分けの練習"},
        **shared,
    )
    share_dataset(
        file=ContentFile(leaves(), name="leaf_colour.csv"),
        title="葉の色の測定（合成データ）",
        description="いちごの葉の色を測ったつもりの合成データ600行。乱数で作ったもので、"
        "実測ではありません。病葉は少し白く、ばらつきが大きい。",
        terms={"purpose": "取り込みと集計を試すため", "may_pass_on": True},
        needs=needs[:1],
        **shared,
    )


def wine() -> bytes:
    """Write out scikit-learn's wine cultivars with their classes as the last column."""
    from sklearn.datasets import load_wine

    found = load_wine()
    rows = (
        [*values, found.target_names[target]]
        for values, target in zip(found.data.tolist(), found.target, strict=True)
    )
    return _csv([*found.feature_names, "class"], rows)


def leaves() -> bytes:
    return _csv(["畑", "明るさ", "赤", "緑", "青", "判定"], _leaves())


def _leaves() -> Iterator[list[object]]:
    dice = random.Random(20261124)  # noqa: S311  invented colours, not secrets
    for number in range(600):
        is_ill = dice.random() < 0.3  # noqa: PLR2004
        white, spread = (18, 14) if is_ill else (0, 8)
        colour = [round(dice.gauss(middle + white, spread)) for middle in (92, 74, 118, 52)]
        yield [f"{number % 6 + 1}号", *colour, "病気" if is_ill else "健全"]


def _csv(header: list[str], rows: Iterable[list[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
