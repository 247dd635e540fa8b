"""Two invented teams."""

from demand.needs.vocabulary import Task
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.accounts.actions import welcome
from marketplace.developers.actions import register_developer
from marketplace.developers.vocabulary import Device, Language, Modality


def load() -> None:
    register_developer(
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
    register_developer(
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
