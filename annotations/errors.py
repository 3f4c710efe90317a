"""The one tree of errors that a person or a program outside may see."""

from __future__ import annotations

from typing import ClassVar


class PortalError(Exception):
    """A fault with a stable code, an HTTP status and, where it helps, the fields at fault."""

    code: ClassVar[str] = "error"
    http_status: ClassVar[int] = 400
    retry_after: int | None = None
    """Seconds after which the caller may try again."""

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields or {}


class InputInvalid(PortalError):
    """The request does not have the shape that the call asks for."""

    code = "input_invalid"


class NotSignedIn(PortalError):
    """The call needs a session or a token."""

    code = "not_signed_in"
    http_status = 401


class CodeNeeded(PortalError):
    """The password fits; a code of the person's device is needed as well, or the one given does not fit."""

    code = "code_needed"
    http_status = 401


class Forbidden(PortalError):
    """The person is known, but their role does not allow this."""

    code = "forbidden"
    http_status = 403


class NotFound(PortalError):
    """There is no such thing, or it belongs to a project that the person is not in."""

    code = "not_found"
    http_status = 404


class AlreadyExists(PortalError):
    """The name or identity is taken."""

    code = "already_exists"
    http_status = 409


class RevisionConflict(PortalError):
    """Someone else changed the same property of the same object first."""

    code = "revision_conflict"
    http_status = 409


class MutationReused(PortalError):
    """The mutation id was used before for a different correction."""

    code = "mutation_reused"
    http_status = 409


class LabelUnknown(PortalError):
    """The project has no such label."""

    code = "label_unknown"


class ShapeInvalid(PortalError):
    """The geometry is not finite, has no area, or lies outside the picture."""

    code = "shape_invalid"


class AttributeInvalid(PortalError):
    """An answer does not fit what the object's label asks for."""

    code = "attribute_invalid"


class SkeletonInvalid(PortalError):
    """A skeleton has another number of points than its label's template."""

    code = "skeleton_invalid"


class AttributesMissing(PortalError):
    """Objects of the frame lack answers that their labels require; `fields` names objects and attributes."""

    code = "attributes_missing"
    http_status = 409


class RulesBroken(PortalError):
    """Objects of the frame break rules of the project; `fields` names objects and rules."""

    code = "rules_broken"
    http_status = 409


class UploadRefused(PortalError):
    """None of the files sent can be taken."""

    code = "upload_refused"


class UploadOffsetWrong(PortalError):
    """The bytes sent do not begin where the portal's end."""

    code = "upload_offset_wrong"
    http_status = 409


class UploadBusy(PortalError):
    """Another request is writing to the same upload at this moment."""

    code = "upload_busy"
    http_status = 423


class QuotaExceeded(PortalError):
    """The project may not hold as much."""

    code = "quota_exceeded"
    http_status = 413


class UploadTooLarge(PortalError):
    """The file, or what is sent of it, is larger than allowed or announced."""

    code = "upload_too_large"
    http_status = 413


class ChecksumMismatch(PortalError):
    """The bytes that arrived are not those that were sent; none of them was kept."""

    code = "checksum_mismatch"
    http_status = 460


class TusVersionUnknown(PortalError):
    """The client speaks no version of the tus protocol that the portal knows."""

    code = "tus_version_unknown"
    http_status = 412


class ContentTypeWrong(PortalError):
    """The body is not announced as what the call takes."""

    code = "content_type_wrong"
    http_status = 415


class StorageFull(PortalError):
    """There is no room left for the file."""

    code = "storage_full"
    http_status = 507


class FormatUnknown(PortalError):
    """There is no such export format."""

    code = "format_unknown"


class NothingToExport(PortalError):
    """The snapshot holds nothing that the format has a place for."""

    code = "nothing_to_export"
    http_status = 409


class NothingToLearn(PortalError):
    """A training would have nothing to learn from, or nothing that it has not learned already."""

    code = "nothing_to_learn"
    http_status = 409


class TracksInvalid(PortalError):
    """A file of tracks cannot be read, or does not fit the video; the message names the line."""

    code = "tracks_invalid"


class ScheduleInvalid(PortalError):
    """The cron expression or the time zone cannot be read."""

    code = "schedule_invalid"


class NotReady(PortalError):
    """The thing exists, but is not finished yet."""

    code = "not_ready"
    http_status = 409


class StateConflict(PortalError):
    """The thing's state does not allow this step."""

    code = "state_conflict"
    http_status = 409


class TooManyRequests(PortalError):
    """The caller has to wait before the next try."""

    code = "too_many_requests"
    http_status = 429

    def __init__(self, message: str, *, retry_after: int) -> None:
        """Say how many whole seconds from now another try is worth while."""
        super().__init__(message)
        self.retry_after = retry_after


class RangeInvalid(PortalError):
    """The range asked for begins behind the end."""

    code = "range_invalid"
    http_status = 416


class FrameUnreadable(PortalError):
    """The file is damaged at this place: the frame's pixels cannot be had."""

    code = "frame_unreadable"
    http_status = 409


class DecoderBusy(PortalError):
    """Too many frames are asked for at once; the same call works a moment later."""

    code = "decoder_busy"
    http_status = 503
    retry_after = 1


class StoreUnavailable(PortalError):
    """The database did not answer in time; nothing was changed by this call unless a repeat says so."""

    code = "store_unavailable"
    http_status = 503
