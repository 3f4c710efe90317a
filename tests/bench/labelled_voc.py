"""Reads Pascal VOC annotations as people really have them: odd names, broken files, missing pictures."""

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from tests.bench.labelled_coco import Box, Sheet
from tests.bench.labelled_files import Pictures


def read_voc(path: Path, pictures: Pictures, notes: Counter[str]) -> list[Sheet]:
    """Return the picture of an XML file with its objects; of any other XML none.

    Args:
        path: The file.
        pictures: Where its picture may be: called like the file, else as it says inside.
        notes: Counts what is left out.
    """
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError, ValueError):
        notes["XML files that cannot be read"] += 1
        return []
    if root.tag != "annotation":
        return []
    picture = pictures.with_stem(path.stem, path) or pictures.named(root.findtext("filename") or "", path)
    if picture is None:
        notes["pictures that are not in the folder"] += 1
        return []
    objects: list[tuple[str, Box]] = []
    for entry in root.iterfind("object"):
        label, box = (entry.findtext("name") or "").strip(), _box(entry.find("bndbox"))
        if not label:
            notes["objects without a name"] += 1
        elif box is None:
            notes["objects without a box or an outline"] += 1
        else:
            if (entry.findtext("difficult") or "0").strip() == "1":
                notes["(used all the same) objects marked difficult"] += 1
            objects.append((label, box))
    return [(picture, objects)]


def _box(told: ElementTree.Element | None) -> Box | None:
    if told is None:
        return None
    try:
        left, top, right, bottom = (
            float(told.findtext(side) or "") for side in ("xmin", "ymin", "xmax", "ymax")
        )
    except ValueError:
        return None
    return (left, top, right - left, bottom - top) if right > left and bottom > top else None
