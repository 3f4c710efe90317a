"""A storage of files without paths, as an object store is one."""

import io
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage


class FarStorage(Storage):
    """Keeps files in memory and can name no path of this machine."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def exists(self, name: str) -> bool:
        """Tell whether there is a file."""
        return name in self._kept

    def delete(self, name: str) -> None:
        """Remove a file, if it is there."""
        self._kept.pop(name, None)

    def size(self, name: str) -> int:
        """Return how many bytes a file has."""
        return len(self._kept[name])

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]  # not generic at run time
        if name not in self._kept:
            raise FileNotFoundError(name)
        return ContentFile(self._kept[name], name)

    def _save(self, name: str, content: Any) -> str:
        held = io.BytesIO()
        for chunk in content.chunks():
            held.write(chunk)
        self._kept[name] = held.getvalue()
        return name
