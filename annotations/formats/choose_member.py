"""Choose what a file with several videos says of one of them."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

from annotations.errors import TracksInvalid
from annotations.formats.parcel import Parcel
from annotations.formats.sequences import LISTING


def choose_member(parcel: Parcel, candidates: list[str], *, asset_id: str, asset_name: str, kind: str) -> str:
    """Return the only candidate, or the one in the folder of the video: by its id, or by its name as listed.

    Raises:
        TracksInvalid: there is none, or it is not clear which one is meant.
    """
    if not candidates:
        message = f"There is no {kind} in the file."
        raise TracksInvalid(message)
    folders = {name: folder for name in candidates if (folder := _folder(name))}
    named = [name for name, folder in folders.items() if folder == asset_id]
    if not named and len(candidates) > 1 and LISTING in parcel.names:
        listed = {folder for folder, title in _listed(parcel) if title == asset_name}
        named = [name for name, folder in folders.items() if folder in listed]
    found = candidates if len(candidates) == 1 else named
    if len(found) != 1:
        shown = ", ".join(candidates[:5]) + (", …" if len(candidates) > 5 else "")
        message = f"The file holds several videos ({shown}), and none of them is clearly “{asset_name}”."
        raise TracksInvalid(message)
    return found[0]


def _folder(name: str) -> str:
    parts = PurePosixPath(name).parts
    return parts[0] if len(parts) > 1 else ""


def _listed(parcel: Parcel) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for number, line in parcel.lines(LISTING):
        folder, _tab, title = line.partition("\t")
        try:
            rows.append((folder, str(json.loads(title))))
        except json.JSONDecodeError as fault:
            message = f"Line {number} of {LISTING} is not a folder, a tab and a name in quotes."
            raise TracksInvalid(message) from fault
    return rows
