"""The errors of the inference app, leaves of the one `PortalError` tree."""

from annotations.errors import PortalError


class ModelFileInvalid(PortalError):
    """The model file cannot be accepted or no longer is what its manifest says."""

    code = "model_file_invalid"
    http_status = 422


class ManifestInvalid(PortalError):
    """The manifest of a model version has a missing, unknown or impossible field."""

    code = "manifest_invalid"
    http_status = 422


class ModelNotFound(PortalError):
    """No model of that name and version lies in the models folder."""

    code = "model_not_found"
    http_status = 404


class ConversionFailed(PortalError):
    """A published graph could not be turned into ONNX."""

    code = "conversion_failed"
    http_status = 500


class PackageUnavailable(PortalError):
    """A package that carries a model or sample photographs could not be fetched or verified."""

    code = "package_unavailable"
    http_status = 503


class PromptUnavailable(PortalError):
    """A prompt got no answer: its process is busy, too slow or has ended. Nothing was changed; try again."""

    code = "prompt_unavailable"
    http_status = 503


class TrainerMissing(PortalError):
    """The trainer that is asked for is not installed; an operator can change that."""

    code = "trainer_missing"
    http_status = 409


class TrainersInvalid(PortalError):
    """The operator's file of trainers cannot be read."""

    code = "trainers_invalid"
    http_status = 500


class TrainingFailed(PortalError):
    """A trainer ended without a usable model; the message says why."""

    code = "training_failed"
    http_status = 409
