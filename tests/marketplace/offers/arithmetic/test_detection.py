"""Boxes found in pictures: against the evaluation of COCO's authors, and by worked example."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from marketplace.offers.arithmetic.detection import Detected, Found, overlaps, usual
from marketplace.offers.arithmetic.evaluation import score
from marketplace.offers.arithmetic.refusal import NotScorable

PICTURES = 6
NAMES = "abc"
box = st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 8), st.integers(1, 8))
there = st.lists(
    st.builds(Found, st.integers(0, PICTURES - 1), st.sampled_from(NAMES), box), min_size=1
)
# No two alike: the order of equals is nobody's promise.
told = st.lists(
    st.builds(
        Found, st.integers(0, PICTURES - 1), st.sampled_from(NAMES), box, st.floats(0.01, 0.99)
    ),
    min_size=1,  # their reader takes no empty list
    unique_by=lambda each: each.score,
)


def of_cocos_authors(truth, predicted):
    gold = COCO()
    gold.dataset = {
        "images": [{"id": n} for n in range(PICTURES)],
        "categories": [{"id": n, "name": name} for n, name in enumerate(NAMES, 1)],
        "annotations": [
            {
                "id": n,
                "image_id": each.picture,
                "category_id": NAMES.index(each.name) + 1,
                "bbox": list(each.box),
                "area": each.box[2] * each.box[3],
                "iscrowd": 0,
            }
            for n, each in enumerate(truth, 1)
        ],
    }
    gold.createIndex()
    said = gold.loadRes(
        np.array(
            [[e.picture, *e.box, e.score, NAMES.index(e.name) + 1] for e in predicted], float
        ).reshape(-1, 7)
    )
    run = COCOeval(gold, said, "bbox")
    run.params.iouThrs = np.array([0.5])
    run.evaluate()
    run.accumulate()
    precise = run.eval["precision"][0, :, :, 0, -1]
    classes = [column.mean() for column in precise.T if (column > -1).all()]
    return float(np.mean(classes))


@given(there, told)
@settings(deadline=None, max_examples=150)
def test_the_precision_is_that_of_cocos_authors(truth, predicted):
    found = Detected.of(truth, predicted, np.arange(PICTURES)).measured("MAP_50")

    assert found == pytest.approx(of_cocos_authors(truth, predicted), abs=1e-9)


@given(there, told, st.lists(st.integers(0, PICTURES - 1), min_size=1, max_size=8))
@settings(deadline=None, max_examples=60)
def test_a_picture_that_is_drawn_twice_counts_as_two(truth, predicted, drawn):
    def copied(boxes):
        return [
            each._replace(picture=place)
            for place, picture in enumerate(drawn)
            for each in boxes
            if each.picture == picture
        ]

    rows = Detected.of(truth, predicted, np.arange(PICTURES)).rows(np.array(drawn))
    whole = Detected.of(copied(truth), copied(predicted), np.arange(len(drawn)))

    found, expected = rows.measured("MAP_50"), whole.measured("MAP_50")
    assert found == pytest.approx(expected, nan_ok=True, abs=1e-9)


def test_two_boxes_that_share_a_third_of_their_area():
    found = overlaps([(0, 0, 2, 2)], [(1, 0, 2, 2), (5, 5, 1, 1), (0, 0, 2, 2)])

    assert found[0].tolist() == [pytest.approx(1 / 3), 0, 1]


def test_a_score_has_its_bound_and_its_worst_farm():
    groups = np.repeat(np.arange(10), 6)
    truth = [Found(n, "a", (0, 0, 4, 4)) for n in range(60)]
    # On the last farm nothing is found, on the others everything.
    predicted = [Found(n, "a", (0, 0, 4, 4), 0.9 - n / 100) for n in range(54)]

    found = score(Detected.of(truth, predicted, groups), "MAP_50", level=0.95, seed=1)

    assert found.value == pytest.approx(0.9, abs=0.01)
    assert found.bound < found.value
    assert (found.worst, found.item_count, found.group_count) == (0.0, 60, 10)


def test_what_needs_no_model_is_the_middle_box_of_the_commonest_class():
    known = [Found(0, "a", (0, 0, 2, 2)), Found(1, "a", (2, 2, 4, 4)), Found(1, "b", (9, 9, 1, 1))]

    assert usual(known, 2) == [Found(0, "a", (1, 1, 3, 3)), Found(1, "a", (1, 1, 3, 3))]
    assert usual([], 2) == []


def test_boxes_are_measured_by_no_other_metric():
    with pytest.raises(NotScorable):
        Detected.of([Found(0, "a", (0, 0, 1, 1))], [], np.arange(1)).measured("ACCURACY")
