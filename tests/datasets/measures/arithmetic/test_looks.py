"""What a picture looks like in numbers."""

import io

import numpy as np
import pytest
from PIL import Image

from datasets.measures.arithmetic.looks import LENGTH, SHADES, SIDE, draw_looks, looks_of
from marketplace.confinement.child import confined
from marketplace.confinement.refusal import Code, Refused
from tests.datasets.archives import picture


def stripes(*, upright):
    along = (np.arange(SIDE) // 4 % 2).astype(float)
    grey = np.tile(along, (SIDE, 1))
    return np.repeat((grey if upright else grey.T)[..., np.newaxis], 3, axis=2)


def test_one_colour_fills_one_box_and_has_no_edges():
    found = looks_of(np.full((SIDE, SIDE, 3), [1.0, 0.0, 0.0]))

    colours, edges = found[: SHADES**3], found[SHADES**3 : -6]
    assert colours.argmax() == (SHADES - 1) * SHADES**2
    assert colours.sum() == pytest.approx(1)
    assert edges.sum() == 0
    assert found[-6:].tolist() == [1, 0, 0, 0, 0, 0]


def test_edges_tell_upright_stripes_from_lying_ones():
    upright, lying = looks_of(stripes(upright=True)), looks_of(stripes(upright=False))

    assert upright[: SHADES**3] == pytest.approx(lying[: SHADES**3])
    edges = [looks[SHADES**3 : -6].reshape(-1, 8).sum(axis=0) for looks in (upright, lying)]
    assert [each.argmax() for each in edges] == [0, 4]


def test_a_confined_child_looks_at_files_in_their_order(tmp_path):
    paths = [tmp_path / "a.jpg", tmp_path / "b.png"]
    paths[0].write_bytes(picture(1))
    paths[1].write_bytes(picture(2, form="PNG"))
    request = {"paths": [str(path) for path in paths], "target": str(tmp_path / "looks.npy")}

    assert confined("draw_looks", request, tmp_path) == {"count": 2}

    found = np.load(tmp_path / "looks.npy", allow_pickle=False)
    assert found.shape == (2, LENGTH)
    assert not np.allclose(found[0], found[1])


@pytest.mark.parametrize(("content", "code"), [(b"no picture", Code.DAMAGED), ("bomb", Code.BOMB)])
def test_what_is_no_picture_is_refused(tmp_path, monkeypatch, content, code):
    if content == "bomb":
        monkeypatch.setattr("datasets.measures.arithmetic.looks.MOST_PIXELS", 100)
        written = io.BytesIO()
        Image.new("RGB", (50, 50)).save(written, "PNG")
        content = written.getvalue()
    (tmp_path / "a.png").write_bytes(content)
    request = {"paths": [str(tmp_path / "a.png")], "target": str(tmp_path / "looks.npy")}

    with pytest.raises(Refused) as refusal:
        draw_looks(request, report=lambda _share: None)

    assert refusal.value.code == code
