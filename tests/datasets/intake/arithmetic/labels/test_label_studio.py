"""Label Studio: tasks with annotations."""

import json

from tests.datasets.archives import boxes_of, picture

# Label Studio


def test_real_label_studio_boxes_are_those_of_the_voc_it_was_made_from(take, shared_file):
    task = shared_file("images/label_studio/OSBS_029_label_studio.json").read_bytes()
    image = shared_file("images/neon_trees_voc/JPEGImages/OSBS_029.png").read_bytes()

    rows, labels, account = take({"tasks.json": task, "upload/OSBS_029.png": image})

    written = json.loads(task)[0]["annotations"][0]["result"]
    assert (account["layout"], len(rows)) == ("LABEL_STUDIO", 1)
    assert len(labels) == account["labels_in"] == len(written)
    assert ("upload/OSBS_029.png", "Tree", 203.0, 67.0, 24.0, 23.0) in boxes_of(labels)
    assert {each["annotator"] for each in labels} == {"1"}


def task(name, *results, **annotation):
    return {
        "data": {"image": f"http://127.0.0.1:9/upload/1/0a1b2c3d-{name}"},
        "annotations": [{"completed_by": {"id": 4}, "result": list(results)} | annotation],
    }


def result(kind, value, size=(48, 32)):
    return {
        "id": "r",
        "type": kind,
        "original_width": size[0],
        "original_height": size[1],
        "value": value,
    }


def test_label_studio_keeps_negatives_and_fetches_nothing(take):
    box = {"x": 25, "y": 50, "width": 50, "height": 25, "rectanglelabels": ["病斑"]}
    corners = {"points": [[0, 0], [50, 0], [50, 100]], "polygonlabels": ["葉"]}
    tasks = [
        task("0.jpg", result("rectanglelabels", box), result("polygonlabels", corners)),
        task("1.jpg"),
        task("2.jpg", result("choices", {"choices": ["健全"]})),
        task("3.jpg", result("rectanglelabels", box), was_cancelled=True),
        task("gone.jpg", result("rectanglelabels", box)),
        task("4.jpg", result("brushlabels", {"rle": [1]}), result("rectanglelabels", {"x": 1})),
        "nonsense",
    ]
    members = {f"{n}.jpg": picture(n) for n in range(5)}

    rows, labels, account = take(members | {"tasks.json": json.dumps(tasks)})

    assert boxes_of(labels) == {
        ("0.jpg", "病斑", 12.0, 16.0, 24.0, 8.0),
        ("0.jpg", "葉", 0.0, 0.0, 24.0, 32.0),
        ("2.jpg", "健全", None, None, None, None),
    }
    assert rows["1.jpg"]["is_negative"]
    assert rows["3.jpg"]["label_count"] is None
    assert account["lost_labels"] == {"NO_FILE": 1, "BAD_LABEL": 3}


def test_a_box_that_was_turned_becomes_the_box_around_it(take):
    value = {"x": 50, "y": 50, "width": 25, "height": 25, "rotation": 90}
    tasks = [task("0.jpg", result("rectanglelabels", value | {"rectanglelabels": ["a"]}))]

    _rows, labels, _account = take({"0.jpg": picture(0), "t.json": json.dumps(tasks)})

    (box,) = [[round(side, 6) for side in each[2:]] for each in boxes_of(labels)]
    assert box == [16.0, 16.0, 8.0, 12.0]
