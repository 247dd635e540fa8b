"""Sounds keep their samples."""

import pytest


def sound(form="WAV", subtype="PCM_16", seconds=0.5, comment="taken at home"):
    """Play a tone as a recorder writes it, with a word about the place."""
    import io

    import numpy as np
    import soundfile

    tone = np.sin(np.arange(int(8_000 * seconds)) / 5) / 2
    written = io.BytesIO()
    with soundfile.SoundFile(written, "w", 8_000, 1, subtype=subtype, format=form) as file:
        file.comment = comment
        file.write(tone)
    return written.getvalue()


@pytest.mark.parametrize(
    ("form", "subtype", "kept"),
    [("WAV", "PCM_16", "WAV"), ("WAV", "FLOAT", "WAV"), ("FLAC", "PCM_24", "FLAC"),
     ("OGG", "VORBIS", "FLAC")],
)  # fmt: skip
def test_sounds_keep_their_samples_and_lose_what_is_said_about_them(
    take, tmp_path, form, subtype, kept
):
    import io

    import numpy as np
    import soundfile

    content = sound(form, subtype)

    rows, _labels, account = take({"鳥/1": content, "虫/2": sound(seconds=1)})

    row = rows["鳥/1"]
    (clean,) = [path for path in (tmp_path / "media").iterdir() if path.stem == row["sha256"]]
    assert (row["format"], row["sample_rate"], row["duration"]) == (kept, 8_000, 0.5)
    assert account["classes"] == {"鳥": 1, "虫": 1}
    assert b"home" in content
    assert b"home" not in clean.read_bytes()
    before, _rate = soundfile.read(io.BytesIO(content))
    after, _rate = soundfile.read(clean)
    np.testing.assert_allclose(after, before, atol=1 / 2**15)


def test_a_sound_cut_short_is_left_out(take):
    rows, _labels, account = take({"a/1.flac": sound("FLAC")[:300], "a/2": sound(), "b/3": sound()})

    assert set(rows) == {"a/2", "b/3"}
    assert account["dropped_files"] == [{"name": "a/1.flac", "why": "DAMAGED"}]
