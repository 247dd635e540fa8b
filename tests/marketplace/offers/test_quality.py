"""A promise is shown on sealed labels or in the field, and by nothing else."""

import io
import json
from datetime import timedelta
from decimal import Decimal

import pandas as pd
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from scipy.stats import binomtest

from datasets.intake.actions import share_dataset
from datasets.intake.actions.sealing import seal
from datasets.intake.models import Upload
from datasets.intake.tasks import seal_labels, take_in
from datasets.library.models import Sealing
from marketplace.accounts.actions import issue_token
from marketplace.developers.actions import NotYourTeam
from marketplace.offers import actions, reads
from marketplace.offers.models import Commitment, Evaluation, Offer, Trial, Version, WrongState
from marketplace.offers.tasks import evaluate, evaluate_waiting
from marketplace.offers.vocabulary import Metric, State
from tests.datasets.archives import packed, picture

pytestmark = pytest.mark.django_db
RERUN = {"code_hash": "0a1b2c3d", "seed": 7, "environment": "Python 3.13, numpy 2.3"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def sealing(need, satos_farm, sato, now):
    """Sato's leaves: 400 of ten to a farm, about half of them sealed."""
    rows = 400
    frame = pd.DataFrame(
        {
            "農場": [f"農場{row // 5:03}" for row in range(rows)],
            "長さ": [row / 7 for row in range(rows)],
            "label": ["病" if row % 3 == 0 else "健" for row in range(rows)],
        }
    )
    content = io.BytesIO()
    frame.to_parquet(content, index=False)
    upload = share_dataset(
        organisation=satos_farm.organisation,
        by=sato,
        now=now,
        file=ContentFile(content.getvalue(), "leaves.parquet"),
        terms={"purpose": "病害"},
        needs=[need],
        title="葉",
        description="葉の長さ。",
    )
    take_in(upload.pk)
    seal(dataset=upload.version.dataset, share=0.5, by=sato, now=now)
    seal_labels(Sealing.objects.get().pk)
    take_in(Upload.objects.latest("id").pk)
    return Sealing.objects.select_related("labels", "dataset").get()


@pytest.fixture
def delivered(agreed, ada, clock):
    """Ada's offer in its trial."""
    at = agreed.cooling_until
    actions.begin(offer=agreed, by=ada, now=at)
    return actions.deliver(offer=agreed, by=ada, now=at)


@pytest.fixture
def promised(delivered, sealing):
    """The same, its accuracy judged on the sealed labels."""
    Version.objects.filter(offer=delivered).update(judged_on=sealing.dataset)
    return Offer.objects.whole().get(pk=delivered.pk)


@pytest.fixture
def in_the_field(delivered):
    Version.objects.filter(offer=delivered).update(metric=Metric.FIELD_TRIAL)
    return Offer.objects.whole().get(pk=delivered.pk)


def predictions(sealing, wrong=0):
    """Predict all but the first so many rightly."""
    labels = pd.read_parquet(sealing.labels.path)["label"]
    other = {"病": "健", "健": "病"}
    told = [other[label] if row < wrong else label for row, label in enumerate(labels)]
    rows = "".join(f"{row},{label}\n" for row, label in enumerate(told, 1))
    return f"sealed_id,prediction\n{rows}".encode()


@pytest.fixture
def send(promised, sealing, ada):
    def hand_in(wrong=0, *, is_test=False, at=promised.cooling_until, by=ada):
        made = actions.hand_in_predictions(
            offer=promised,
            content=predictions(sealing, wrong),
            name="predictions.csv",
            by=by,
            now=at,
            is_test=is_test,
            **RERUN,
        )
        evaluate(made.pk)
        made.refresh_from_db()
        return made

    return hand_in


def standing(offer):
    return Offer.objects.get(pk=offer.pk).state


def test_a_test_that_is_passed_makes_the_commitments_fall_due(promised, send):
    made = send(is_test=True)

    assert made.is_passed
    assert made.bound >= 0.85
    assert standing(promised) == State.ACCEPTED
    assert Offer.objects.get(pk=promised.pk).measured >= Decimal("0.85")
    assert set(Commitment.objects.filter(offer=promised).values_list("standing", flat=True)) == {
        "DUE"
    }


def test_a_value_above_the_promise_does_not_pass_if_its_bound_is_not(promised, send, sealing):
    made = send(wrong=sealing.row_count // 10, is_test=True)

    assert made.value > 0.85 > made.bound
    assert not made.is_passed
    assert standing(promised) == State.ACCEPTANCE


def test_the_second_test_that_is_not_passed_ends_it(promised, send):
    for _test in range(2):
        send(wrong=60, is_test=True)

    assert standing(promised) == State.FAILED
    with pytest.raises(WrongState):
        send(is_test=True)


def test_the_baseline_is_scored_first_and_shown(promised, send, as_user, ada, sealing):
    made = send()

    commonest = (pd.read_parquet(sealing.labels.path)["label"] == "健").mean()
    assert made.baseline == pytest.approx(commonest)
    page = as_user(ada).get(f"/offers/{promised.pk}/predictions/").content.decode()
    assert f"{commonest:.3f}"[:4] in page


def test_practice_decides_nothing_and_is_told_in_steps(promised, send):
    first, worse, best = send(wrong=100), send(wrong=101), send()

    assert standing(promised) == State.ACCEPTANCE
    assert first.told is not None
    assert first.told <= first.value
    assert worse.told is None
    assert first.told < best.told <= 1


def test_three_a_day_and_ten_in_all_are_the_allowance(promised, send, sealing):
    start = promised.cooling_until
    for day in range(4):
        for _try in range(3 if day < 3 else 1):
            send(at=start + timedelta(days=day))
        with pytest.raises(actions.AllowanceUsedUp):
            send(at=start + timedelta(days=day))

    assert Evaluation.objects.count() == 10
    left = reads.allowance(promised, sealing, start + timedelta(days=30))
    assert (left.tries, left.tries_in_all) == (0, 0)


def test_a_second_run_changes_nothing_and_a_lost_job_is_found(promised, send, clock, monkeypatch):
    made = send()
    before = Evaluation.objects.values().get()

    evaluate(made.pk)
    Evaluation.objects.update(state="WAITING")
    queued = []
    monkeypatch.setattr(evaluate, "delay", queued.append)
    clock(promised.cooling_until + timedelta(minutes=3))
    evaluate_waiting()

    assert Evaluation.objects.values().get() == before | {"state": "WAITING"}
    assert queued == [made.pk]


def test_what_does_not_fit_is_refused_and_uses_no_try_up(promised, send, sealing):
    Version.objects.filter(offer=promised).update(metric=Metric.RECALL)

    made = send()

    assert made.state == "REFUSED"
    assert reads.allowance(promised, sealing, promised.cooling_until).tries == 3


def test_only_its_maker_hands_predictions_in_and_only_whole_ones(promised, send, sato, ada):
    with pytest.raises(NotYourTeam):
        send(by=sato)
    with pytest.raises(ValidationError) as refused:
        actions.hand_in_predictions(
            offer=promised,
            content=b"sealed_id,prediction\n1,a\n",
            name="p.csv",
            by=ada,
            now=promised.cooling_until,
            **RERUN,
        )
    assert "file" in refused.value.message_dict


def test_no_figure_that_somebody_names_takes_the_place_of_a_measurement(
    promised, in_the_field, sato, now
):
    for offer in (promised, in_the_field):
        with pytest.raises(actions.MeasuredOtherwise):
            actions.conclude(offer=offer, measured=Decimal("0.99"), by=sato, now=now)


def test_a_developer_names_no_data_of_its_own(hand_in, adas_team, ada, hour, sealing):
    sealing.dataset.organisation = adas_team.organisation
    sealing.dataset.save()

    with pytest.raises(ValidationError) as refused:
        hand_in(adas_team, ada, judged_on=sealing.dataset)

    assert "judged_on" in refused.value.message_dict


def test_pages_tell_each_what_is_theirs(promised, send, as_user, ada, sato, suzuki, nobu):
    send(wrong=100)
    send(wrong=70, is_test=True)
    url = f"/offers/{promised.pk}/predictions/"

    maker, poster = (as_user(who).get(url).content.decode() for who in (ada, sato))

    assert "practice" in maker
    assert "measured 0." not in maker
    assert "practice" not in poster
    assert "measured 0." in poster
    assert as_user(nobu).get(url).status_code == 404


def test_predictions_are_sent_on_the_page(promised, sealing, as_user, ada, clock):
    url, client = f"/offers/{promised.pk}/predictions/", as_user(ada)
    good = {"code_hash": "0a1b2c3", "environment": "numpy"}

    bad = client.post(url, good | {"file": SimpleUploadedFile("p.csv", b"sealed_id\n1\n")})
    client.post(url, good | {"file": SimpleUploadedFile("p.csv", predictions(sealing))})

    assert bad.status_code == 422
    assert "has no prediction" in bad.content.decode()
    assert Evaluation.objects.get().state == "WAITING"


def test_programs_send_predictions_and_never_read_the_figures(
    client, promised, sealing, ada, adas_team, sato, satos_farm
):
    token = issue_token(organisation=adas_team.organisation, name="t", by=ada)
    headers = {"authorization": f"Bearer {token}"}
    url = f"/api/v1/offers/{promised.pk}/evaluations/"
    file = SimpleUploadedFile("p.csv", predictions(sealing, wrong=90))

    sent = client.post(url, RERUN | {"file": file}, headers=headers)
    evaluate(Evaluation.objects.get().pk)
    told = client.get(url, headers=headers).json()

    assert sent.status_code == 202
    assert told[0]["told"] is not None
    assert told[0]["is_passed"] is None
    assert not {"value", "bound", "baseline", "worst"} & set(told[0])
    assert client.get(url).status_code == 401


def test_a_field_trial_that_shows_the_promise_ends_it(in_the_field, sato, now):
    trial = actions.enter_trial(offer=in_the_field, right_count=98, try_count=100, by=sato, now=now)

    oracle = binomtest(98, 100).proportion_ci(0.975, method="wilson").low
    assert trial.bound == pytest.approx(oracle)
    assert standing(in_the_field) == State.ACCEPTED


def test_a_field_trial_may_be_repeated_once(in_the_field, sato, now):
    words = {"offer": in_the_field, "right_count": 9, "try_count": 10, "by": sato, "now": now}

    actions.enter_trial(**words)
    assert standing(in_the_field) == State.ACCEPTANCE
    actions.enter_trial(**words)

    assert standing(in_the_field) == State.FAILED
    with pytest.raises(WrongState):
        actions.enter_trial(**words)


def test_the_operation_enters_the_trial_on_the_page(in_the_field, as_user, sato, ada, suzuki):
    url = f"/offers/{in_the_field.pk}/trial/"
    client = as_user(sato)

    bad = client.post(url, {"try_count": "十", "right_count": "11"})
    assert bad.status_code == 422
    assert "more often" in bad.content.decode()
    assert as_user(ada).post(url, {"try_count": "10", "right_count": "10"}).status_code == 422
    client.post(url, {"try_count": "100", "right_count": "98", "note": "8月の畑"})

    assert Trial.objects.get().note == "8月の畑"
    assert "98 times of 100" in client.get(url).content.decode()


def test_programs_enter_trials_for_the_poster_alone(
    client, in_the_field, sato, satos_farm, ada, adas_team
):
    url = f"/api/v1/offers/{in_the_field.pk}/trials/"

    def ask(user, organisation):
        token = issue_token(organisation=organisation, name="t", by=user)
        headers = {"authorization": f"Bearer {token}"}
        return client.post(url, {"right_count": 50, "try_count": 50}, headers=headers).status_code

    assert ask(ada, adas_team.organisation) == 403
    assert ask(sato, satos_farm.organisation) == 201


@pytest.mark.parametrize(
    "wrong", [{"right_count": 11}, {"try_count": 0, "right_count": 0}, {"number": 3}]
)
def test_a_trial_is_right_no_oftener_than_tried_and_there_are_two(in_the_field, sato, wrong):
    fields = {"number": 1, "right_count": 10, "try_count": 10, "bound": 0.7, "level": 0.975}
    Trial.objects.create(offer=in_the_field, entered_by=sato, **fields)

    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.create(
            offer=in_the_field, entered_by=sato, **(fields | {"number": 2} | wrong)
        )


def test_an_evaluation_that_is_scored_says_what(promised, send):
    send()

    for wrong in ({"bound": None}, {"state": "LOST"}, {"sha256": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evaluation.objects.update(**wrong)


# Boxes in pictures


@pytest.fixture
def boxes(need, satos_farm, sato, now):
    """Sixty of Sato's pictures, an いちご on each; three tenths of them sealed."""
    count = 60
    document = {
        "images": [
            {"id": n, "file_name": f"{n}.jpg", "width": 48, "height": 32} for n in range(count)
        ],
        "categories": [{"id": 1, "name": "いちご"}],
        "annotations": [
            {"id": n, "image_id": n, "category_id": 1, "bbox": [n % 20, 3, 10, 12]}
            for n in range(count)
        ],
    }
    members = {f"{n}.jpg": picture(n) for n in range(count)}
    content = packed(members | {"labels.json": json.dumps(document).encode()})
    upload = share_dataset(
        organisation=satos_farm.organisation,
        by=sato,
        now=now,
        file=ContentFile(content, "strawberries.zip"),
        terms={"purpose": "収穫"},
        needs=[need],
        title="いちごの実",
        description="実のある所。",
    )
    take_in(upload.pk)
    seal(dataset=upload.version.dataset, share=0.3, by=sato, now=now)
    seal_labels(Sealing.objects.get().pk)
    take_in(Upload.objects.latest("id").pk)
    return Sealing.objects.select_related("labels", "dataset").get()


def test_boxes_are_scored_against_sealed_ones_and_what_needs_no_model(delivered, boxes, ada):
    Version.objects.filter(offer=delivered).update(judged_on=boxes.dataset, metric=Metric.MAP_50)
    offer = Offer.objects.whole().get(pk=delivered.pk)
    rows = pd.read_parquet(boxes.labels.path).rename(columns={"label": "prediction"})
    rows["score"] = 0.9
    content = rows[["sealed_id", "prediction", "score", "x", "y", "width", "height"]]

    made = actions.hand_in_predictions(
        offer=offer,
        content=content.to_csv(index=False).encode(),
        name="boxes.csv",
        by=ada,
        now=delivered.cooling_until,
        **RERUN,
    )
    evaluate(made.pk)

    made.refresh_from_db()
    assert (made.state, made.value) == ("SCORED", 1.0)
    assert made.baseline < 1
    with pytest.raises(ValidationError) as refused:
        actions.hand_in_predictions(
            offer=offer,
            content=b"sealed_id,prediction\n1,a\n",
            name="boxes.csv",
            by=ada,
            now=delivered.cooling_until,
            **RERUN,
        )
    assert "width" in refused.value.messages[0]


@pytest.mark.parametrize("metric", [Metric.ACCURACY, Metric.MAP_50])
def test_labels_that_do_not_fit_the_measure_use_up_no_try(delivered, request, metric, ada):
    """Boxes have no accuracy, and words no boxes."""
    sealing = request.getfixturevalue("boxes" if metric == Metric.ACCURACY else "sealing")
    Version.objects.filter(offer=delivered).update(judged_on=sealing.dataset, metric=metric)
    sides = "".join(f"{row},a,1,1,1,1\n" for row in range(1, sealing.row_count + 1))

    made = actions.hand_in_predictions(
        offer=Offer.objects.whole().get(pk=delivered.pk),
        content=f"sealed_id,prediction,x,y,width,height\n{sides}".encode(),
        name="predictions.csv",
        by=ada,
        now=delivered.cooling_until,
        **RERUN,
    )
    evaluate(made.pk)

    assert Evaluation.objects.get().state == "REFUSED"
    assert not Evaluation.objects.counted()
