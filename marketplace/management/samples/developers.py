"""Two invented teams, and how far they can build what."""

from django.utils import timezone

from demand.needs.vocabulary import Task
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.accounts.actions import welcome
from marketplace.developers.actions import register_developer
from marketplace.developers.models import Developer
from marketplace.developers.vocabulary import Device, Language, Modality
from marketplace.opportunities.actions import rate_feasibility

# What the first and the second team say of each kind of work: invented.
RATINGS = {
    Task.PERCEPTION: (
        (5, "見本の畑で2年、毎日使われている。"),
        (4, "見本の浜で試し、10回のうち8回当たった。"),
    ),
    Task.PLANNING: (
        (4, "見本の3農場で試した。"),
        (4, "水温の予測を見本の漁協で試している。"),
    ),
    Task.DOCUMENT: (
        (4, "見本の届出100枚で試した。"),
        (5, "見本の組合で毎週使われている。"),
    ),
    Task.MANIPULATION: (
        (1, "やわらかい実をつかむ手がまだない。"),
        (1, "濡れた甲板で動いた例を知らない。"),
    ),
}


def load() -> None:
    leaf = register_developer(
        by=welcome(email="sample-team-1@areba.invalid"),
        name="見本の開発チーム 葉",
        is_sample=True,
        summary="スマホで撮った葉や実の写真から病気と等級を見分けるAI。電波のない畑でも動きます。",
        tasks=[Task.PERCEPTION],
        modalities=[Modality.IMAGE],
        devices=[Device.PHONE, Device.EDGE],
        sectors=[Sector.AGRICULTURE, Sector.FORESTRY],
        prefectures=[Prefecture.TOCHIGI, Prefecture.IBARAKI, Prefecture.GUNMA],
        person_month_cost=900_000,
        label_cost=30,
        capacity=2,
        languages=[Language.JA],
    )
    tide = register_developer(
        by=welcome(email="sample-team-2@areba.invalid"),
        name="見本の開発チーム 潮",
        is_sample=True,
        summary="水温や潮の記録と魚群探知機の画像から、漁の見通しを立てるAI。届出の書類も読みます。",
        tasks=[Task.PLANNING, Task.PERCEPTION, Task.DOCUMENT],
        modalities=[Modality.SERIES, Modality.IMAGE, Modality.TEXT],
        devices=[Device.CLOUD, Device.CAMERA],
        sectors=[Sector.FISHERY, Sector.AQUACULTURE],
        prefectures=[Prefecture.IWATE, Prefecture.MIYAGI, Prefecture.HIROSHIMA],
        person_month_cost=1_100_000,
        label_cost=45,
        capacity=1,
        languages=[Language.JA, Language.EN],
    )
    for task, said in RATINGS.items():
        for team, (score, evidence) in zip((leaf, tide), said, strict=True):
            _rate(team, task, score, evidence)


def _rate(team: Developer, task: Task, score: int, evidence: str) -> None:
    rate_feasibility(
        developer=team,
        task=task,
        score=score,
        evidence=evidence,
        by=team.organisation.members.get(),
        now=timezone.now(),
    )
