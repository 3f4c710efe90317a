"""The trainable part of an SSD detector: from a frozen trunk's feature map to classes and boxes."""

from __future__ import annotations

from collections.abc import Sequence

import onnx
import torch
from torch import Tensor, nn

from inference.training.graph import SsdGraph, Tables
from inference.training.network import GraphNetwork


class SsdNetwork(nn.Module):
    """Upper blocks and heads; answers logits [b, n, c] without a background column, and boxes [b, n, 4]."""

    def __init__(self, parts: SsdGraph, cut: str, starts: Sequence[Sequence[int]]) -> None:
        """Build the network.

        Args:
            parts: The parent.
            cut: The tensor where the frozen trunk ends.
            starts: For each label to learn, the parent's labels whose mean it starts from; none at all stands
                for the mean of them all.
        """
        super().__init__()
        self._heads, self.cut = parts.heads, cut
        self.columns = len(starts)
        ends = [name for head in parts.heads for name in (head.classes, head.boxes)]
        self.inner = GraphNetwork(parts.model.graph, [cut], ends)
        tables = Tables(parts.model.graph)
        every = range(parts.columns - parts.background)
        self.head_tensors: set[str] = set()
        for head in parts.heads:
            _, kernel, bias = tables.maker[head.classes].input[:3]
            for tensor in (kernel, bias):
                old = self.inner.parameter_of(tensor).detach()
                rows = old.reshape(head.anchors, parts.columns, *old.shape[1:])[:, parts.background :]
                new = torch.stack(
                    [rows[:, list(start) or list(every)].mean(dim=1) for start in starts], dim=1
                )
                self.inner.replace(tensor, new.reshape(-1, *old.shape[1:]).clone())
            for output in (head.classes, head.boxes):
                self.head_tensors.update(_own_tensors(tables, output))

    def split_parameters(self) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
        """Return the parameters of the heads, and those below them."""
        named = self.inner.parameters_by_tensor()
        heads = [value for name, value in named.items() if name in self.head_tensors]
        return heads, [value for name, value in named.items() if name not in self.head_tensors]

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Answer for feature maps [b, channels, h, w] at the cut."""
        # In this order of the values a processor does convolutions soonest, and all that follows.
        answers = self.inner({self.cut: features.contiguous(memory_format=torch.channels_last)})
        logits = [_rows(answers[head.classes], self.columns) for head in self._heads]
        boxes = [_rows(answers[head.boxes], 4) for head in self._heads]
        return torch.cat(logits, dim=1), torch.cat(boxes, dim=1)


def _rows(answer: Tensor, width: int) -> Tensor:
    return answer.permute(0, 2, 3, 1).reshape(len(answer), -1, width)


def _own_tensors(tables: Tables, output: str) -> set[str]:
    """Return the constants of a head: those of every operation that nothing but this head reads."""
    found = set[str]()
    name = output
    node: onnx.NodeProto | None = tables.maker[name]
    while node is not None and (name == output or len(tables.readers.get(name, [])) == 1):
        found.update(item for item in node.input if item in tables.constants)
        name = node.input[0]
        node = tables.maker.get(name)
    return found
