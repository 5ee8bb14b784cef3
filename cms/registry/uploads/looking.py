"""What a file says that it is, from its first bytes: nothing is opened, unpacked or drawn to find out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MAX_BYTES = 20 * 1024 * 1024
# A phone's 50-megapixel mode has 8,192 × 6,144; drawing as many takes 300 to 500 MB for a moment. WebP's decoder needs
# twice as much for each pixel, and no camera writes WebP.
MAX_PIXELS = {"JPEG": 52_000_000, "HEIF": 52_000_000, "PNG": 52_000_000, "WEBP": 24_000_000}

_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
# Start-of-frame markers (ITU-T T.81, table B.1): all of C0–CF but DHT, JPG and DAC.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class Refused(ValueError):
    """The file is not taken; the message says to the person who chose it what to do."""


@dataclass(frozen=True, slots=True)
class Seen:
    """``kind`` as Pillow names the format; the size in pixels that the file's header claims."""

    kind: str
    width: int
    height: int


def look_at_picture(content: bytes) -> Seen:
    """Raises :class:`Refused` for what is no photograph, is too heavy, or claims more pixels than we would draw."""
    if len(content) > MAX_BYTES:
        raise Refused(
            f"Tệp nặng {_megabytes(len(content))} MB, tối đa {_megabytes(MAX_BYTES)} MB. "
            "Hãy chụp lại ở chế độ thường, hoặc thu nhỏ ảnh rồi tải lên."
        )
    seen = _seen(content)
    if seen.width * seen.height > MAX_PIXELS[seen.kind]:
        claimed, most = round(seen.width * seen.height / 1e6), MAX_PIXELS[seen.kind] // 1_000_000
        raise Refused(
            f"Ảnh quá lớn: {seen.width} × {seen.height} điểm ảnh (khoảng {claimed} triệu), tối đa {most} triệu. "
            "Hãy chụp ở chế độ thường (12 MP), hoặc thu nhỏ ảnh rồi tải lên."
        )
    if seen.width < 1 or seen.height < 1:
        raise broken()
    return seen


def broken() -> Refused:
    return Refused(
        "Không đọc được ảnh: tệp bị hỏng hoặc tải lên chưa hết. Hãy mở thử trên máy, lưu lại dạng JPEG rồi tải lên."
    )


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0").replace(".", ",")


def _seen(content: bytes) -> Seen:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return Seen("PNG", _big(content[16:20]), _big(content[20:24]))
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content)
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return _heif(content)
    raise _stranger(content)


def _stranger(content: bytes) -> Refused:
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start or start.startswith(b"<?xml"):
        return Refused("Ảnh SVG có thể chứa mã lệnh nên không nhận. Hãy xuất hình ra PNG rồi tải lên.")
    if start.startswith(b"gif8"):
        return Refused("Ảnh GIF không nhận. Hãy chọn ảnh chụp, hoặc lưu hình thành PNG rồi tải lên.")
    if start.startswith(b"%pdf"):
        return Refused("Đây là tệp PDF, không phải ảnh. Giấy chứng nhận thì tải lên ở mục Tài liệu.")
    if content[4:8] == b"ftyp":
        return Refused("Đây là phim hoặc ảnh động, không phải ảnh chụp. Hãy chọn ảnh JPEG, PNG, WebP hoặc HEIC.")
    return Refused("Tệp này không phải ảnh JPEG, PNG, WebP hay HEIC. Hãy chọn ảnh chụp từ điện thoại hoặc máy ảnh.")


def _jpeg(content: bytes) -> Seen:
    """The size in the first frame header: segments are stepped over by the lengths they state."""
    at = 2
    while at + 9 <= len(content):
        if content[at] != 0xFF:
            raise broken()
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _FRAMES:
            return Seen("JPEG", _big(content[at + 7 : at + 9]), _big(content[at + 5 : at + 7]))
        elif marker == 0x01 or 0xD0 <= marker <= 0xD8:
            at += 2
        else:
            at += 2 + max(_big(content[at + 2 : at + 4]), 2)
    raise broken()


def _webp(content: bytes) -> Seen:
    chunk = content[12:16]
    if len(content) < 30:
        raise broken()
    if chunk == b"VP8X":
        return Seen("WEBP", 1 + _little(content[24:27]), 1 + _little(content[27:30]))
    if chunk == b"VP8 ":
        return Seen("WEBP", _little(content[26:28]) & 0x3FFF, _little(content[28:30]) & 0x3FFF)
    if chunk == b"VP8L":
        packed = _little(content[21:25])
        return Seen("WEBP", 1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF))
    raise broken()


def _heif(content: bytes) -> Seen:
    """The largest of the sizes that the file gives its images and tiles (“ispe”, ISO/IEC 23008-12, 6.5.3)."""
    sizes = list(_extents(content))
    if not sizes:
        raise broken()
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return Seen("HEIF", width, height)


def _extents(content: bytes) -> Iterator[tuple[int, int]]:
    at = content.find(b"\x00\x00\x00\x14ispe")
    while at >= 0:
        yield _big(content[at + 12 : at + 16]), _big(content[at + 16 : at + 20])
        at = content.find(b"\x00\x00\x00\x14ispe", at + 20)


def _big(piece: bytes) -> int:
    return int.from_bytes(piece, "big")


def _little(piece: bytes) -> int:
    return int.from_bytes(piece, "little")
