"""Files as people and attackers send them."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache

from PIL import Image
from pillow_heif import from_pillow

# A point in Lạng Sơn: 21°50′30″ N, 106°45′10″ E, and the words that must not be found anywhere afterwards.
PHONE = "Dien thoai cua ba Men"


def exif(orientation: int = 6) -> Image.Exif:
    found = Image.Exif()
    found[0x0112] = orientation
    found[0x010F] = PHONE
    gps = found.get_ifd(0x8825)
    gps.update({1: "N", 2: (21.0, 50.0, 30.0), 3: "E", 4: (106.0, 45.0, 10.0)})
    return found


def scene(width: int = 1200, height: int = 900) -> Image.Image:
    """Red above and blue below, so that whoever turns it is seen."""
    picture = Image.new("RGB", (width, height), (200, 30, 30))
    picture.paste((30, 30, 200), (0, height // 2, width, height))
    return picture


@cache
def photograph(format: str, width: int = 1200, height: int = 900) -> bytes:
    """Held sideways, with a position, a comment and the name of its owner in it."""
    out = io.BytesIO()
    picture, found = scene(width, height).transpose(Image.Transpose.ROTATE_90), exif()
    if format == "HEIC":
        from_pillow(scene(width, height)).save(out, exif=exif(1).tobytes(), xmp=f"<x>{PHONE}</x>".encode())
    elif format == "JPEG":
        picture.save(out, "JPEG", exif=found.tobytes(), comment=PHONE.encode(), xmp=f"<x>{PHONE}</x>".encode())
    else:
        picture.save(out, format, exif=found.tobytes())
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@cache
def bomb(side: int = 14_142) -> bytes:
    """A PNG of 200 megapixels, whole and valid, in some 25 kB: one bit for each pixel, all of them white."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packer, row = zlib.compressobj(9), b"\0" + b"\xff" * ((side + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
