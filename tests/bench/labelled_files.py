"""Finds the picture that an annotation means among the files of a folder, whatever the layout."""

from collections import defaultdict
from pathlib import Path, PurePosixPath

ENDINGS = {".jpg", ".jpeg", ".jpe", ".png", ".bmp", ".webp", ".tif", ".tiff"}


class Pictures:
    """The pictures below a folder, by name and by stem, without regard to case."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._by_name: dict[str, list[Path]] = defaultdict(list)
        self._by_stem: dict[str, list[Path]] = defaultdict(list)
        self.count = 0
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in ENDINGS and not path.name.startswith("."):
                self._by_name[path.name.casefold()].append(path)
                self._by_stem[path.stem.casefold()].append(path)
                self.count += 1

    def named(self, name: str, beside: Path) -> Path | None:
        """Return the picture of a name, which may hold folders, for an annotation file."""
        parts = _parts(name)
        return _likeliest(self._by_name.get(parts[-1], []), parts, beside) if parts else None

    def with_stem(self, stem: str, beside: Path) -> Path | None:
        """Return the picture that is called like an annotation file but for the ending."""
        return _likeliest(self._by_stem.get(stem.casefold(), []), [], beside)


def _parts(name: str) -> list[str]:
    kept = PurePosixPath(name.strip().replace("\\", "/")).parts
    return [part.casefold() for part in kept if part not in {"/", ".", ".."}]


def _likeliest(found: list[Path], parts: list[str], beside: Path) -> Path | None:
    """Of pictures of one name, the one whose folders are named, then the one that lies nearest."""

    def fitness(path: Path) -> tuple[int, int]:
        own = [part.casefold() for part in path.parts]
        named = 0
        while named < min(len(parts), len(own)) and parts[-1 - named] == own[-1 - named]:
            named += 1
        shared = sum(
            1 for one, other in zip(path.parent.parts, beside.parent.parts, strict=False) if one == other
        )
        return named, shared

    return max(found, key=fitness, default=None)
