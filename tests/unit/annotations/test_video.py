"""Frames of videos have computed names that lead back to their asset and number."""

import pytest

from annotations.domain.ids import ID_PATTERN
from annotations.domain.video import REEL_INDEX, split_video_frame_id, video_frame_id

ASSET_ID = "ast_01a20a18035c465a91733eac7fc2e817"


@pytest.mark.parametrize("index", [REEL_INDEX, 0, 1, 107_999, 0xFFFFFFFE])
@pytest.mark.parametrize("asset_id", [ASSET_ID, "65f0c0ffee65f0c0ffee65f0"])
def test_a_frame_name_leads_back(asset_id: str, index: int) -> None:
    named = video_frame_id(asset_id, index)
    assert ID_PATTERN.match(named)
    split = split_video_frame_id(named)
    assert split is not None
    digits, found = split
    assert found == index
    assert asset_id.removeprefix("ast_").startswith(digits)


@pytest.mark.parametrize(("asset_id", "index"), [("", 0), ("ast_12", 0), (ASSET_ID, -2), (ASSET_ID, 2**32)])
def test_what_cannot_be_named_is_refused(asset_id: str, index: int) -> None:
    with pytest.raises(ValueError, match="no frame"):
        video_frame_id(asset_id, index)


@pytest.mark.parametrize("other", ["", "frm_12", ASSET_ID, "frm_" + "g" * 32])
def test_other_ids_name_no_frame_of_a_video(other: str) -> None:
    assert split_video_frame_id(other) is None
