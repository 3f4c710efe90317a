"""The client's frame rule, as a canvas applies it: state read once, then events with a higher number."""

from typing import Any

Json = dict[str, Any]


def apply_event(state: Json, event: Json) -> None:
    """Fold one event of the project's log into the state of one frame, in place."""
    if event.get("frame_id") != state["frame"]["id"] or event.get("frame_seq", 0) <= state["seq"]:
        return
    state["seq"] = state["frame"]["seq"] = event["frame_seq"]
    if event["type"] == "annotation.corrected":
        _apply_correction(state, event)
    elif event["type"] == "predictions.recorded":
        kept = [entry for entry in state["predictions"] if not _is_replaced(entry, event)]
        state["predictions"] = [*kept, *event["predictions"]]
        state["model_version"] = event["model_version"]


def shown(state: Json) -> Json:
    """Return what a person sees of a state, without the order of lists and what no event carries."""
    version = state["model_version"]
    return {
        "seq": state["seq"],
        "annotations": {entry["id"]: entry for entry in state["annotations"]},
        "predictions": {entry["id"]: entry for entry in state["predictions"]},
        "model_version": {name: version[name] for name in ("id", "name", "version")} if version else None,
    }


def _apply_correction(state: Json, event: Json) -> None:
    correction, after = event["correction"], event["annotation"]
    objects = [entry for entry in state["annotations"] if entry["id"] != event["annotation_id"]]
    state["annotations"] = [*objects, after] if after else objects
    # An object that stands hides the ghost it was made of; so does a rejection.
    hidden = {correction["prediction_id"] if correction["kind"] != "reopen" else None}
    hidden.add(after["derived_from"] if after else None)
    ghosts = [entry for entry in state["predictions"] if entry["id"] not in hidden]
    if event["reopened"]:
        ghosts = [entry for entry in ghosts if entry["id"] != event["reopened"]["id"]]
        ghosts.append(event["reopened"])
    state["predictions"] = ghosts


def _is_replaced(ghost: Json, event: Json) -> bool:
    if ghost["model_version_id"] != event["model_version"]["id"]:
        return False
    region, shape = event["region"], ghost["shape"]
    if region is None or shape["type"] == "tag":
        return True
    x, y = shape["x"] + shape["width"] / 2, shape["y"] + shape["height"] / 2
    across = region["x"] <= x <= region["x"] + region["width"]
    return bool(across and region["y"] <= y <= region["y"] + region["height"])
