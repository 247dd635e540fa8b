"""Whether labels are enough: assessed once, told for each need, doubts to the owner alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from datasets.intake.tasks import take_in
from datasets.library.vocabulary import Access
from datasets.measures.arithmetic.readiness import CODE_VERSION
from datasets.measures.models import MOST_ATTEMPTS, PATIENCE, Readiness, Statistics
from datasets.measures.tasks import assess_next
from tests.datasets.archives import packed, picture
from tests.factories import NeedFactory, VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(satos_farm, with_table):
    version = VersionFactory(
        dataset__organisation=satos_farm.organisation, label_column="target", row_count=178
    )
    version.dataset.needs.add(NeedFactory(acceptance_hits=8, acceptance_trials=10))
    with_table(version)
    return version


TOLD = {
    "version": CODE_VERSION,
    "verdict": None,
    "is_classes": True,
    "group_column": "",
    "label_count": 178,
    "generic_score": 0.4,
    "score": {"point": 0.85, "low": 0.8, "high": 0.9},
    "hidden_error": 0.01,
    "curve": [
        {"labels": 20, "score": 0.6, "low": 0.5, "high": 0.7},
        {"labels": 140, "score": 0.84, "low": 0.8, "high": 0.9},
    ],
    "splits": {"is_random": True, "shares": {"TRAIN": 0.7}},
    "leaks": ["判定コード"],
    "doubts": [{"row": 73, "given": "c1", "suggested": "c0", "margin": 0.9}],
    "targets": [
        {
            "score": score / 100,
            "verdict": "MORE" if score >= 90 else "ENOUGH",
            "missing": {"point": 400 if score >= 90 else 0, "low": 100, "high": None},
            "unreachable_share": 0.2,
            "next_round": 80 if score >= 90 else None,
        }
        for score in range(50, 100)
    ],
}


@pytest.fixture
def told(shared, now):
    return Readiness.objects.create(version=shared, document=TOLD, claimed_at=now, assessed_at=now)


def test_a_published_version_is_assessed_once(shared):
    assess_next()
    first = Readiness.objects.get()
    assess_next()

    assert first.document["score"]["point"] > 0.9
    assert Readiness.objects.get().assessed_at == first.assessed_at


def test_two_workers_do_not_take_the_same_version(shared, now):
    assert Readiness.objects.claim(now) is not None
    assert Readiness.objects.claim(now) is None


def test_what_was_left_behind_is_taken_over_but_not_for_ever(shared, now):
    Readiness.objects.claim(now)
    later = now
    for attempt in range(2, MOST_ATTEMPTS + 1):
        later += PATIENCE + timedelta(seconds=1)
        assert Readiness.objects.claim(later).attempts == attempt

    assert Readiness.objects.claim(later + 2 * PATIENCE) is None


def test_what_an_older_code_said_is_assessed_anew(told, now):
    assert Readiness.objects.claim(now) is None

    Readiness.objects.update(code_version="0")

    assert Readiness.objects.claim(now).assessed_at is None


def test_only_the_newest_version_with_labels_is_assessed(shared, with_table, now):
    newer = VersionFactory(dataset=shared.dataset, number=2, label_column="target")
    VersionFactory(label_column="")

    assert Readiness.objects.claim(now).version == newer
    assert Readiness.objects.claim(now) is None


def test_a_version_without_a_table_keeps_nobody_waiting(satos_farm):
    VersionFactory(label_column="target")

    assess_next()

    assert Readiness.objects.get().assessed_at is None


def test_each_need_reads_off_its_own_target(client, told, shared):
    strict = NeedFactory(acceptance_hits=19, acceptance_trials=20)
    without = NeedFactory(acceptance_hits=None, acceptance_trials=None)
    shared.dataset.needs.add(strict, without)

    found = client.get(reverse("api_sufficiency", args=[shared.dataset.slug])).json()

    by_need = {each["need"]: each for each in found["for_needs"]}
    assert by_need[strict.slug]["verdict"] == "MORE"
    assert by_need[strict.slug]["missing"] == {"point": 400, "low": 100, "high": None}
    assert by_need[strict.slug]["cost_yen_assumed"] == 12_000
    assert [each["verdict"] for slug, each in by_need.items() if slug != strict.slug] == ["ENOUGH"]
    assert without.slug not in by_need


WORTH = {
    "column": "農家",
    "by": "SETS",
    "rows": 178,
    "rows_covered": 178,
    "exact": True,
    "judging": 40,
    "contributors": [
        {"name": "中村", "rows": 90, "accepted": 80, "value": 0.3, "left_out": 0.1, "share": 0.6},
        {"name": "上田", "rows": 88, "accepted": 88, "value": -0.1, "left_out": 0.0, "share": 0.4},
    ],
}


def test_what_each_sample_is_worth_is_for_the_owner_alone(client, as_user, sato, told, shared):
    Readiness.objects.update(document=TOLD | {"worth": WORTH})
    page, program = (
        reverse(name, args=[shared.dataset.slug]) for name in ("enough", "api_sufficiency")
    )

    own = as_user(sato).get(page).content.decode()

    assert "What each would get of 1,000 yen" in own
    assert "−0.100" in own or "-0.100" in own
    assert "中村" not in client.get(page).content.decode()
    assert as_user(sato).get(program).json()["worth"] == WORTH
    assert "worth" not in client.get(program).json()


def test_synthetic_rows_series_and_pictures_are_told_in_their_own_words(in_japanese, told, shared):
    where = reverse("enough", args=[shared.dataset.slug])
    synthetic = {"row_count": 300, "kappa": 0.25, "low": 0.1, "high": 0.4}
    lagged = {"baseline": "LAGGED_TREES", "value_column": "水温", "season_hours": 24.0}
    shown = []

    for words in (
        {"synthetic": synthetic, "ceiling": 0.8, "tried_count": 100},
        lagged | {"is_classes": False},
        {"baseline": "LOGISTIC_ON_LOOKS"},
        {"synthetic": {"row_count": 300, "kappa": None, "low": None, "high": None}},
    ):
        Readiness.objects.update(document=TOLD | words)
        shown.append(in_japanese.get(where).content.decode())

    assert "0.25" in shown[0]
    assert "80%" in shown[0]
    assert "水温" in shown[1]
    assert "色と輪郭" in shown[2]
    assert "まだ分かりません" in shown[3]


def test_above_what_people_agree_on_nothing_is_foretold(client, in_english, told, shared):
    above = {"verdict": "ABOVE_AGREEMENT", "missing": None, "unreachable_share": None}
    targets = [each | above | {"next_round": None} for each in TOLD["targets"]]
    Readiness.objects.update(document=TOLD | {"targets": targets})

    page = in_english.get(reverse("enough", args=[shared.dataset.slug])).content.decode()
    found = client.get(reverse("api_sufficiency", args=[shared.dataset.slug])).json()

    assert "People themselves do not agree that well" in page
    assert (found["for_needs"][0]["missing"], found["for_needs"][0]["cost_yen_assumed"]) == (
        {},
        None,
    )


def test_pictures_and_series_are_assessed_too(share):
    members = {f"{'病気' if n % 2 else '健全'}/{n}.jpg": picture(n) for n in range(60)}
    rows = [
        f"2026-05-{n // 24 + 1:02} {n % 24:02}:00,{15 + n % 24 % 7}.{n % 5}" for n in range(360)
    ]
    table = "時刻,水温\n" + "\n".join(rows)
    for upload in (share(packed(members), name="leaves.zip"), share(table.encode(), name="t.csv")):
        take_in(upload.pk)

    assess_next()
    assess_next()

    found = {each.version.kind: each.document for each in Readiness.objects.told()}
    assert found["IMAGES"]["baseline"] == "LOGISTIC_ON_LOOKS"
    assert found["SERIES"]["baseline"] == "LAGGED_TREES"


def test_how_far_people_agree_bounds_what_is_asked(shared):
    agreed = {"soundness": {"agreement": {"ceiling": 0.75}}}
    Statistics.objects.create(version=shared, document=agreed, row_count=178, code_version="2")

    assess_next()

    found = Readiness.objects.get().document
    assert found["ceiling"] == 0.75
    assert {t["verdict"] for t in found["targets"] if t["score"] > 0.75} == {"ABOVE_AGREEMENT"}


def test_doubts_are_for_the_owner_alone(client, with_token, sato, satos_farm, told, shared):
    where = reverse("api_sufficiency", args=[shared.dataset.slug])

    own = with_token(sato, satos_farm.organisation).get(where).json()

    assert own["doubts"] == TOLD["doubts"]
    assert "doubts" not in client.get(where).json()


def test_the_page_tells_it_in_words_with_its_curve(client, in_japanese, told, shared, sato):
    where = reverse("enough", args=[shared.dataset.slug])
    told_to_all = in_japanese.get(where).content.decode()
    client.force_login(sato)
    told_to_owner = client.get(where, headers={"accept-language": "ja"}).content.decode()

    assert "ラベルは足りています" in told_to_all
    assert "行ごとの分割" in told_to_all
    assert "判定コード" in told_to_all
    assert "<svg" in told_to_all
    assert "74行目" not in told_to_all
    assert "74行目" in told_to_owner


@pytest.mark.parametrize("state", ["PUBLISHED", "SEALED"])
def test_only_the_newest_published_version_speaks(client, told, shared, state):
    """Neither an older one's labels nor those that were taken back are what one pulls."""
    where = reverse("api_sufficiency", args=[shared.dataset.slug])
    newer = VersionFactory(dataset=shared.dataset, number=2, label_column="target", state=state)
    Readiness.objects.filter(version=shared).update(assessed_at=told.claimed_at)
    if state == "SEALED":
        document = TOLD | {"label_count": 99}
        times = {"claimed_at": told.claimed_at, "assessed_at": told.claimed_at}
        Readiness.objects.create(version=newer, document=document, **times)

    answer = client.get(where)

    expected = (404, None) if state == "PUBLISHED" else (200, 178)
    assert (answer.status_code, answer.json().get("label_count")) == expected


def test_before_it_is_assessed_the_page_says_so(in_japanese, shared):
    where = reverse("enough", args=[shared.dataset.slug])

    assert "試しています" in in_japanese.get(where).content.decode()


def test_a_refusal_is_said_in_words(in_japanese, told, shared):
    Readiness.objects.update(document={"version": "1", "verdict": "NOT_A_CURVE"})

    page = in_japanese.get(reverse("enough", args=[shared.dataset.slug])).content.decode()

    assert "見通しが立ちません" in page


def test_hidden_data_tells_nothing(client, told, shared):
    shared.dataset.access = Access.OWNER
    shared.dataset.save()

    for name in ("enough", "api_sufficiency"):
        assert client.get(reverse(name, args=[shared.dataset.slug])).status_code == 404


def test_readiness_that_was_assessed_says_what(shared, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Readiness.objects.create(version=shared, document={}, claimed_at=now, assessed_at=now)
