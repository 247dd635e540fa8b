"""Who may stand in a table: names, addresses and numbers of persons, and exact places.

What is found is for the owner to settle, so it may err: it looks for what is usual in
lists of farms, and not for every name that there is.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

MOST_EXAMPLES = 3
MOST_LETTERS = 40
# The most frequent ones, without those that are as often a place or a thing (石川, 林, 森).
SURNAMES = (
    "佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 山本 中村 小林 加藤 吉田 山田 佐々木 松本 井上 "
    "木村 斎藤 斉藤 清水 池田 橋本 阿部 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 "
    "近藤 村上 遠藤 青木 坂本 福田 太田 西村 藤井 金子 岡本 藤原 三浦 中野 原田 松田 "
    "竹内 中山 小野 田村 和田 石田 森田 上田 柴田 酒井 工藤 横山 宮本 内田 高木 安藤 "
    "谷口 大野 丸山 今井 高田 河野 藤本 小島 村田 武田 上野 杉山 増田 菅原 平野 大塚 "
    "小山 久保 千田 松井 岩崎 木下 野口 菊地 菊池 佐野 野村 新井 古川 "
)
# Followed by what makes a farm, a form of address, a figure or an end of it: 山田錦 is rice.
_AFTER = (
    r"(?:さん|様|氏|家|方|農園|農場|牧場|果樹園|園芸|いちご園|水産|林業|圃場|ほ場|ハウス|"
    r"[\s_＿\-－・./0-9０-９]|$)"
)
# Given names end like this, and kinds of rice (山田錦) or cherries (佐藤錦) do not.
_GIVEN = r"[\s　]?[一-龥ぁ-んァ-ン]{0,2}[郎子男雄夫美太介助恵香代江也之彦樹]$"
SURNAME = rf"(?:^|[\s_＿\-－・/])(?:{'|'.join(SURNAMES.split())})(?:{_AFTER}|{_GIVEN})"
EMAIL = r"[\w.+-]+@[\w-]+\.[\w.-]+"
PHONE = (
    r"(?:^|[^\d.-])0\d{1,4}[-－(（]\d{1,4}[-－)）]\d{3,4}(?:$|[^\d-])|(?:^|\D)0[789]0\d{8}(?:$|\D)"
)
COLUMN = re.compile(
    r"(お?名前|氏名|姓名|姓|担当者?名?|作業者名?|記録者名?|調査者名?|責任者名?|代表者名?|連絡先|"
    r"電話(番号)?|携帯(電話)?(番号)?|住所|番地|地番|メール(アドレス)?|生年月日|"
    r"e-?mail|mail|phone|tel(ephone)?|mobile|(postal_?|street_?)?address|"
    r"(full|first|last|sur|worker|person|owner|user)_?name|birth_?(day|date))",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"(.*[_\s])?(lat|latitude|lon|lng|long|longitude)([_\s]?(deg|wgs84))?|.*(緯度|経度).*",
    re.IGNORECASE,
)


class Why(StrEnum):
    """By what a column looks as if persons stood in it."""

    COLUMN = "COLUMN"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    SURNAME = "SURNAME"


@dataclass(frozen=True, slots=True)
class Finding:
    """A column in which persons may stand: why, in how many different values, and a few of them."""

    where: str
    why: str
    count: int
    examples: tuple[str, ...]

    def as_record(self) -> dict[str, Any]:
        return asdict(self) | {"examples": list(self.examples)}


def persons_in(table: Path, *, but: Collection[str] = ()) -> list[Finding]:
    """Find the columns in which persons may stand, by their names and all of their values.

    Columns of `but` are passed over.
    """
    import pyarrow.parquet as pq

    file = pq.ParquetFile(table)
    texts = [each.name for each in file.schema_arrow if _is_text(each.type)]
    found = [_in_column(file, name) for name in texts if name not in but]
    named = {each.where for each in found if each}
    others = [name for name in file.schema_arrow.names if name not in {*texts, *but, *named}]
    return [
        *(each for each in found if each),
        *(Finding(name, Why.COLUMN, 0, ()) for name in others if COLUMN.fullmatch(name.strip())),
    ]


def places_in(table: Path) -> list[str]:
    """List the columns of degrees that say where something is."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(table)
    numbers = [each.name for each in schema if pa.types.is_floating(each.type)]
    return [name for name in numbers if PLACE.fullmatch(name.strip())]


def _is_text(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner))


def _in_column(file: Any, name: str) -> Finding | None:
    """Look at each different value once, row group by row group."""
    import pyarrow as pa

    seen: dict[str, None] = {}
    why = Why.COLUMN if COLUMN.fullmatch(name.strip()) else None
    for number in range(file.num_row_groups):
        values = file.read_row_group(number, columns=[name]).column(0).unique()
        values = values.cast(pa.string()).drop_null()
        if why == Why.COLUMN:
            seen |= dict.fromkeys(_short(values.slice(0, MOST_EXAMPLES).to_pylist()))
            break
        for each, pattern in ((Why.EMAIL, EMAIL), (Why.PHONE, PHONE), (Why.SURNAME, SURNAME)):
            hits = _matching(values, each, pattern)
            if hits:
                why = why or each
                seen |= dict.fromkeys(_short(hits))
    return Finding(name, why, len(seen), tuple(seen)[:MOST_EXAMPLES]) if why else None


def _matching(values: "pa.Array", why: Why, pattern: str) -> list[str]:
    import pyarrow.compute as pc

    if why == Why.EMAIL:
        # Most columns hold no such sign, and it is found much faster than the pattern.
        values = values.filter(pc.match_substring(values, "@"))
    hits: list[str] = values.filter(pc.match_substring_regex(values, pattern)).to_pylist()
    return hits


def _short(values: Iterable[str]) -> list[str]:
    return [str(value)[:MOST_LETTERS] for value in values]
