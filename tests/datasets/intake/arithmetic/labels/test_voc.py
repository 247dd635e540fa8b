"""Pascal VOC: an XML beside each picture."""

import pytest

from marketplace.confinement.refusal import Code
from tests.datasets.archives import boxes_of, files_of, picture

# Pascal VOC

VOC = """<annotation><filename>1.jpg</filename><size><width>48</width><height>32</height></size>
{}</annotation>"""
OBJECT = """<object><name>木</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>11</xmax>
<ymax>22</ymax></bndbox></object>"""


def test_real_voc_counts_its_objects(take, shared_file):
    members = files_of(shared_file("images/neon_trees_voc"))

    rows, labels, account = take(
        {name: c for name, c in members.items() if not name.endswith("csv")}
    )

    written = members["Annotations/OSBS_029.xml"].count(b"<object>")
    assert (account["layout"], len(rows)) == ("VOC", 1)
    assert len(labels) == account["labels_out"] == written
    assert ("JPEGImages/OSBS_029.png", "Tree", 203.0, 67.0, 24.0, 23.0) in boxes_of(labels)


def test_weeds_in_two_folders_find_their_pictures(take, shared_file):
    rows, labels, account = take(files_of(shared_file("images/weedai_plot_voc")))

    assert (account["layout"], len(rows), account["lost_labels"]) == ("VOC", 2, {})
    assert labels


def test_voc_without_objects_is_a_negative(take):
    members = {"1.jpg": picture(1), "1.xml": VOC.format(OBJECT)}

    rows, labels, _account = take(members | {"2.jpg": picture(2), "2.xml": VOC.format("")})

    assert boxes_of(labels) == {("1.jpg", "木", 1.0, 2.0, 10.0, 20.0)}
    assert rows["2.jpg"]["is_negative"]


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">',
    ],
    ids=["a file", "a billion laughs", "an address"],
)
def test_entities_are_refused(refusal_of, head):
    members = {"1.jpg": picture(1), "1.xml": head + VOC.format(OBJECT)}

    assert refusal_of(members) == (Code.MARKUP, "1.xml")


def test_labels_whose_picture_is_gone_are_counted(take):
    yolo = {"images/1.jpg": picture(1), "labels/1.txt": "", "labels/9.txt": "0 0.5 0.5 0.5 0.5\n"}
    voc = {"1.jpg": picture(1), "1.xml": VOC.format(OBJECT)}
    gone = VOC.format(OBJECT).replace("1.jpg", "gone.jpg")

    assert take(yolo)[2]["lost_labels"] == {"NO_FILE": 1}
    assert take(voc | {"9.xml": gone})[2]["lost_labels"] == {"NO_FILE": 1}


def test_voc_objects_without_a_name_or_upside_down_are_counted(take):
    nameless = OBJECT.replace("木", "")
    upside_down = OBJECT.replace("<xmax>11", "<xmax>0")
    empty = "<object><name>木</name></object>"

    members = {"1.jpg": picture(1), "1.xml": VOC.format(nameless + upside_down + empty + OBJECT)}
    _rows, labels, account = take(members)

    assert len(labels) == 1
    assert account["lost_labels"] == {"BAD_LABEL": 3}
