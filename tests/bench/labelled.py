"""Read a folder of labelled pictures, in Pascal VOC (one XML a picture) or COCO (JSON)."""

import hashlib
import random
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from tests.bench.figures import BenchFailed
from tests.bench.labelled_coco import Box, read_coco
from tests.bench.labelled_files import Pictures
from tests.bench.labelled_voc import read_voc

ORIENTATION = 0x0112
LONGEST_NAME = 100
MOST_NAMED = 10


@dataclass(frozen=True)
class Truth:
    """One object as its people drew it: left, top, width, height in pixels."""

    label: str
    box_xywh: Box


@dataclass(frozen=True)
class LabelledPicture:
    """A picture and everything on it."""

    path: Path
    width: int
    height: int
    objects: tuple[Truth, ...]


@dataclass(frozen=True)
class LabelledFolder:
    """What a folder holds, and what of it is left out and why."""

    pictures: list[LabelledPicture]
    notes: Counter[str] = field(default_factory=Counter)

    def tell(self) -> str:
        """Say in a few lines what is used and what is not."""
        labels = count_labels(self.pictures)
        empty = sum(not picture.objects for picture in self.pictures)
        lines = [
            f"{len(self.pictures)} pictures, {labels.total()} objects of {len(labels)} "
            f"label{'' if len(labels) == 1 else 's'}" + (f"; {empty} pictures show none" if empty else "")
        ]
        if few := sorted(label for label, count in labels.items() if count < 5):
            named = ", ".join(few[:MOST_NAMED]) + (" …" if len(few) > MOST_NAMED else "")
            lines.append(f"    fewer than five objects: {named}; little can be learnt or measured of them")
        lines += [f"    left out: {count} {what}" for what, count in self.notes.items() if what[0] != "("]
        lines += [
            f"    {count} {what[1:].replace(')', ':', 1)}"
            for what, count in self.notes.items()
            if what[0] == "("
        ]
        return "\n".join(lines)


def read_folder(folder: Path) -> list[LabelledPicture]:
    """Read every labelled picture below a folder; see `read_labelled`."""
    return read_labelled(folder).pictures


def read_labelled(folder: Path, *, most: int | None = None, seed: int = 1) -> LabelledFolder:
    """Read every labelled picture below a folder, by name; of the same content under several names the first.

    Args:
        folder: With pictures and annotations in it, however deep.
        most: Of more pictures so many are drawn, those with objects first.
        seed: Of the draw.

    Raises:
        BenchFailed: there are no annotations of either kind, or none of their pictures is there.
    """
    if not folder.is_dir():
        raise BenchFailed(f"DATA={folder} is no folder")
    files = Pictures(folder)
    notes: Counter[str] = Counter()
    objects: dict[Path, dict[tuple[str, Box], None]] = {}
    for path in sorted(folder.rglob("*")):
        reader = {".json": read_coco, ".xml": read_voc}.get(path.suffix.lower())
        for picture, drawn in reader(path, files, notes) if reader and path.is_file() else []:
            # Of several files about one picture all that they say counts, but the same only once.
            objects.setdefault(picture, {}).update(dict.fromkeys(drawn))
    if not objects:
        why = "".join(f"; {count} {what}" for what, count in notes.items())
        raise BenchFailed(
            f"{folder} holds no pictures labelled in Pascal VOC or COCO "
            f"({files.count} pictures without any annotation that names them{why})"
        )
    chosen = _draw(objects, most, seed, notes)
    names = _one_spelling(Counter(label for path in chosen for label, _box in objects[path]), notes)
    found = [_picture(path, list(objects[path]), names, notes) for path in chosen]
    # The same picture on both sides would be measured on what was learned.
    once: dict[bytes, LabelledPicture] = {}
    for read in found:
        if read is not None:
            kept = once.setdefault(hashlib.sha256(read.path.read_bytes()).digest(), read)
            notes["copies of a picture under another name"] += kept is not read
    if not any(picture.objects for picture in once.values()):
        raise BenchFailed(
            f"{folder}: not one object can be used{''.join(f'; {n} {what}' for what, n in notes.items())}"
        )
    notes["pictures without an annotation file or entry"] += max(0, files.count - len(objects))
    return LabelledFolder(list(once.values()), +notes)


def count_labels(pictures: list[LabelledPicture]) -> Counter[str]:
    """Count the objects of each label, the most frequent first."""
    return Counter(truth.label for picture in pictures for truth in picture.objects)


def _draw(
    objects: dict[Path, dict[tuple[str, Box], None]], most: int | None, seed: int, notes: Counter[str]
) -> list[Path]:
    every = sorted(objects)
    if most is None or len(every) <= most:
        return every
    mixed = list(every)
    random.Random(seed).shuffle(mixed)
    notes[f"pictures of {len(every)}: {most} were drawn (PICTURES=n draws others)"] += len(every) - most
    return sorted(sorted(mixed, key=lambda path: not objects[path])[:most])


def _one_spelling(counts: Counter[str], notes: Counter[str]) -> dict[str, str]:
    """Return what each label is called in the project: without what no name may hold, in one spelling."""
    spelt: dict[str, str] = {}
    called: dict[str, str] = {}
    for label, _count in counts.most_common():
        plain = "".join(
            letter for letter in unicodedata.normalize("NFC", label) if unicodedata.category(letter)[0] != "C"
        )
        plain = " ".join(plain.split())[:LONGEST_NAME].strip() or "unnamed"
        called[label] = spelt.setdefault(plain.casefold(), plain)
        if called[label] != label:
            notes[f"(renamed) objects of “{label[:LONGEST_NAME]}” are called “{called[label]}”"] += counts[
                label
            ]
    return called


def _picture(
    path: Path, objects: list[tuple[str, Box]], names: dict[str, str], notes: Counter[str]
) -> LabelledPicture | None:
    """Cut boxes to the picture, as a person could have drawn them."""
    try:
        with Image.open(path) as image:
            width, height = image.size
            turned = image.getexif().get(ORIENTATION, 1) not in {0, 1}
            image.load()
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError):
        notes["pictures that cannot be read"] += 1
        return None
    if turned and objects:
        notes["pictures that the camera turned: their boxes may be meant for either way up"] += 1
        return None
    kept = []
    for label, (x, y, box_width, box_height) in objects:
        left, top = max(0.0, x), max(0.0, y)
        right, bottom = min(float(width), x + box_width), min(float(height), y + box_height)
        if right - left >= 1 and bottom - top >= 1:
            kept.append(Truth(names[label], (left, top, right - left, bottom - top)))
        else:
            notes["boxes outside of their picture, or less than a pixel wide"] += 1
    return LabelledPicture(path, width, height, tuple(kept))
