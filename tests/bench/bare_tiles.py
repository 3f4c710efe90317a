"""The limits of cutting tiles: the same levels and quality by the libraries, in their own processes.

Each program is given a picture and a folder, and prints the seconds it took without starting.
"""

PILLOW = """
import io, sys, time
from pathlib import Path
from PIL import Image
Image.MAX_IMAGE_PIXELS = None
picture, folder = sys.argv[1:]
began = time.monotonic()
level = Image.open(picture)
level.load()
with Path(folder, "pack").open("wb") as pack:
    while True:
        for top in range(0, level.height, 512):
            for left in range(0, level.width, 512):
                box = (left, top, min(left + 512, level.width), min(top + 512, level.height))
                tile = io.BytesIO()
                level.crop(box).save(tile, "JPEG", quality=88)
                pack.write(tile.getvalue())
        if max(level.size) <= 512:
            break
        level = level.reduce(2)
print(time.monotonic() - began)
"""

VIPS = """
import sys, time
from pathlib import Path
import pyvips
picture, folder = sys.argv[1:]
began = time.monotonic()
image = pyvips.Image.new_from_file(picture, access="sequential")
image.dzsave(str(Path(folder, "tiles")), tile_size=512, overlap=0, suffix=".jpg[Q=88]")
print(time.monotonic() - began)
"""
