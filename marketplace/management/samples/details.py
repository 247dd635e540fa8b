"""What some of the sample needs say more exactly: invented, like the needs themselves."""

from typing import Any

from django.utils import timezone

from demand.details.actions import Description, describe, name_entry
from demand.details.models import Paper
from demand.details.vocabulary import Holder
from demand.needs.models import Need

STRAWBERRIES, SLIPS, BUOYS, CATTLE_FORMS, ROBOT_TRACTOR = 0, 3, 11, 16, 24
MOVEMENT = {"name": "異動の届出（見本）", "office": "見本の家畜改良事務所"}
ROADS = {
    "title": "作業機が公道を渡るときの決まり（見本）",
    "text_number": "",
    "level": "MINISTRY_ORDER",
    "owner": "見本の役所",
}
SAID: dict[int, Description] = {
    STRAWBERRIES: Description(
        detail={
            "autonomy": "H2",
            "device": "PHONE",
            "conditions": ["OFFLINE", "WET"],
            "place_changes": ["CAMERA_POST", "FLAT_PATH"],
        },
        steps=[
            {"name": "葉裏を見て回る", "minutes": 40, "times": 150, "seniority": "SENIOR",
             "actor": "MACHINE", "blocker": "TELLING"},
            {"name": "防除の日を決める", "minutes": 20, "times": 40, "seniority": "SENIOR",
             "actor": "EITHER", "blocker": ""},
            {"name": "薬をかける", "minutes": 120, "times": 25, "seniority": "JUNIOR",
             "actor": "EITHER", "blocker": "PLACE"},
        ],
    ),
    SLIPS: Description(
        detail={"autonomy": "H3", "device": "COMPUTER"},
        filings=[
            {"name": "漁獲報告（見本）", "office": "見本の県庁", "filings": 240, "minutes": 25},
            {"name": "資源の集計（見本）", "office": "見本の漁連", "filings": 12, "minutes": 90},
        ],
    ),
    CATTLE_FORMS: Description(
        detail={}, filings=[MOVEMENT | {"filings": 120, "minutes": 10}]
    ),
    BUOYS: Description(
        detail={},
        regulations=[
            {"title": "海に観測ブイを置く許可（見本）", "text_number": "", "level": "PRACTICE",
             "owner": "見本の県庁"}
        ],
    ),
    ROBOT_TRACTOR: Description(detail={"device": "MACHINE"}, regulations=[ROADS]),
}  # fmt: skip
FIELDS = [
    ("個体識別番号", Holder.SAME_OFFICE),
    ("飼養者の住所と名前", Holder.SAME_OFFICE),
    ("生まれた日", Holder.OURSELVES),
    ("移した先", Holder.NOBODY),
]


def load(needs: list[Need]) -> None:
    for number, description in SAID.items():
        need = needs[number]
        describe(need=need, description=description, now=timezone.now(), by=_member(need))
    cattle = needs[CATTLE_FORMS]
    paper = Paper.objects.get(**MOVEMENT)
    for name, holder in FIELDS:
        name_entry(
            paper=paper,
            operation=cattle.posted_by,
            by=_member(cattle),
            name=name,
            holder=holder,
        )


def _member(need: Need) -> Any:
    return need.posted_by.organisation.members.get()
