"""A recording is read whole and written again: the same samples, and nothing about a place."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketplace.confinement.refusal import Code, Refused

HEADS = (b"fLaC", b"OggS")
# What samples are kept as; what is compressed with loss becomes 16 bits.
LOSSLESS = {"PCM_U8", "PCM_S8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"}
FRAMES = 65_536
MOST_FRAMES = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording as others may have it. Units: seconds; samples a second."""

    format: str
    duration: float
    sample_rate: int
    channel_count: int

    @property
    def ending(self) -> str:
        return self.format.lower()


def is_sound(head: bytes) -> bool:
    return head.startswith(HEADS) or (head[:4] == b"RIFF" and head[8:12] == b"WAVE")


def cleaned(source: Path, target: Path) -> Sound:
    """Write the samples of a recording to `target`. Raises: Refused where it is broken."""
    import soundfile

    try:
        with soundfile.SoundFile(source) as read:
            if read.format not in {"WAV", "WAVEX", "FLAC", "OGG"} or read.frames > MOST_FRAMES:
                raise Refused(Code.UNKNOWN)
            kind = "WAV" if read.format.startswith("WAV") else "FLAC"
            subtype = read.subtype if read.subtype in LOSSLESS else "PCM_16"
            frames = _copy(read, target, kind, subtype)
            return Sound(kind, frames / read.samplerate, read.samplerate, read.channels)
    except soundfile.LibsndfileError:
        raise Refused(Code.DAMAGED) from None


def _copy(read: Any, target: Path, kind: str, subtype: str) -> int:
    """Copy the samples, and count the frames that there really are."""
    import soundfile

    dtype = {"FLOAT": "float32", "DOUBLE": "float64"}.get(subtype, "int32")
    frames = 0
    with soundfile.SoundFile(
        target, "w", read.samplerate, read.channels, subtype=subtype, format=kind
    ) as written:
        while len(block := read.read(FRAMES, dtype=dtype)):
            frames += len(block)
            written.write(block)
    if not frames or frames < read.frames:
        raise Refused(Code.DAMAGED)
    return frames
