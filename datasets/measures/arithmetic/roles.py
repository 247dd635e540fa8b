"""What a column is for, by the names that people give it."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import bool_
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

# Who said what a row is: several of them may have looked at the same thing.
ANNOTATOR = re.compile(
    r"^(annotator|rater|labell?er|評価者|判定者|判定した人|ラベル付け)", re.IGNORECASE
)
SPLIT = re.compile(r"^(split|subset|分割|データ分割)$", re.IGNORECASE)
SPLITS = {
    **dict.fromkeys(("train", "training", "学習", "訓練"), "TRAIN"),
    **dict.fromkeys(("val", "valid", "validation", "dev", "検証"), "VALIDATION"),
    **dict.fromkeys(("test", "testing", "テスト", "評価"), "TEST"),
}
SYNTHETIC = {"synthetic", "is_synthetic", "simulated", "合成", "合成データ", "シミュレーション"}
REAL_WORDS = {"", "0", "no", "false", "real", "実", "実測", "実データ", "本物"}


def column_for(role: re.Pattern[str], names: Iterable[str]) -> str:
    """Name the first column that plays a role; "" where none does."""
    return next((name for name in names if role.search(name.strip())), "")


def split_named(written: str | None) -> str:
    """Tell which split a cell means; a word of its own is a split of its own, "" is none."""
    word = (written or "").strip().casefold()
    return SPLITS.get(word, word.upper())


def columns_of_marks(names: Iterable[str]) -> list[str]:
    """Name the columns that mark rows as synthetic or simulated."""
    return [name for name in names if name.strip().lower() in SYNTHETIC]


def real_rows(table: "pa.Table") -> NDArray[bool_]:
    """Tell which rows no column marks as synthetic or simulated."""
    real = np.ones(table.num_rows, dtype=np.bool_)
    for name in columns_of_marks(table.column_names):
        encoded = table.column(name).combine_chunks().dictionary_encode()
        says_real = [_says_real(value) for value in encoded.dictionary.to_pylist()]
        # A row without a mark is real.
        codes = encoded.indices.fill_null(len(says_real)).to_numpy(zero_copy_only=False)
        real &= np.array([*says_real, True], dtype=np.bool_)[codes]
    return real


def _says_real(mark: Any) -> bool:
    return not mark or str(mark).strip().lower() in REAL_WORDS
