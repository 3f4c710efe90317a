"""Owns the door to ONNX Runtime: a three-method protocol and its one implementation."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from inference.errors import ModelFileInvalid

# ONNX Runtime registers its errors one by one, with no shared parent below Exception.
_ORT_ERRORS: tuple[type[Exception], ...] = (
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NoSuchFile,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
    ort_errors.EPFail,
    RuntimeError,
)
_PREFIX = re.compile(r"^\[ONNXRuntimeError\] : \d+ : \w+ : ")
_ERRORS_ONLY = 3


@dataclass(frozen=True)
class TensorSpec:
    """Name, shape and element type of a graph input or output; None is a free dimension."""

    name: str
    shape: tuple[int | None, ...]
    dtype: str

    @property
    def batchable(self) -> bool:
        """Tell whether the first dimension is free."""
        return bool(self.shape) and self.shape[0] is None


class Session(Protocol):
    """What the pipeline needs of a loaded graph."""

    def inputs(self) -> list[TensorSpec]:
        """List the graph's inputs."""

    def outputs(self) -> list[TensorSpec]:
        """List the graph's outputs."""

    def run(self, feeds: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run the graph once and return every output by name."""


class OrtSession:
    """A graph loaded into ONNX Runtime on the CPU."""

    def __init__(self, content: bytes, *, sha256: str | None = None, intra_threads: int = 1) -> None:
        """Load a graph from bytes.

        Args:
            content: The ONNX file. Bytes, not a path: what was hashed is what runs, and a graph without a
                path cannot name files beside it.
            sha256: Expected hash of `content`; None skips the check.
            intra_threads: Threads inside one operation: one for a worker among several, more for one alone.

        Raises:
            ModelFileInvalid: The hash differs or ONNX Runtime refuses the graph.
        """
        self.check(content, sha256)
        options = ort.SessionOptions()
        options.intra_op_num_threads = intra_threads
        options.inter_op_num_threads = 1
        options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
        options.log_severity_level = _ERRORS_ONLY
        # Spinning threads burn the cores that the other processes of a small machine need.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # The arena stays: without it every run pays page faults (batch 8 took twice as long). It grows to the
        # largest batch seen, which the detector bounds; patterns are off because batch sizes vary.
        options.enable_mem_pattern = False
        try:
            self._session = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except _ORT_ERRORS as error:
            raise ModelFileInvalid(f"ONNX Runtime refuses the model: {_first_line(error)}") from error
        self._inputs = [_spec(node) for node in self._session.get_inputs()]
        self._outputs = [_spec(node) for node in self._session.get_outputs()]

    @staticmethod
    def check(content: bytes, sha256: str | None) -> None:
        """Hold a file to its hash; None skips the check.

        Raises:
            ModelFileInvalid: The hash differs.
        """
        if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
            raise ModelFileInvalid("The model file is not the one its manifest names: the sha256 differs.")

    @property
    def batchable(self) -> bool:
        """Tell whether the first dimension of the first input is free."""
        return bool(self._inputs) and self._inputs[0].batchable

    def inputs(self) -> list[TensorSpec]:
        """List the graph's inputs."""
        return list(self._inputs)

    def outputs(self) -> list[TensorSpec]:
        """List the graph's outputs."""
        return list(self._outputs)

    def run(self, feeds: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run the graph once and return every output by name.

        Raises:
            ModelFileInvalid: The graph fails on these inputs.
        """
        try:
            values = self._session.run(None, dict(feeds))
        except _ORT_ERRORS as error:
            raise ModelFileInvalid(f"The model fails while running: {_first_line(error)}") from error
        return {spec.name: np.asarray(value) for spec, value in zip(self._outputs, values, strict=True)}


def _spec(node: Any) -> TensorSpec:
    shape = tuple(item if isinstance(item, int) and item > 0 else None for item in node.shape or ())
    return TensorSpec(str(node.name), shape, str(node.type))


def _first_line(error: Exception) -> str:
    first = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return _PREFIX.sub("", first)[:300]
