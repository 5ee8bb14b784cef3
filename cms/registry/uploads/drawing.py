"""The program that opens what somebody uploaded: ``python -m cms.registry.uploads.drawing KIND < file > picture``.

Decoders are large, old and written in C, and what they are given is hostile. So they run in a process of their own with
a bound on memory and time, which reads one file and writes one picture: upright, in sRGB, at most 2,560 pixels long,
and with nothing in it but pixels. What it cannot draw ends it with status 3.
"""

from __future__ import annotations

import io
import resource
import sys
import warnings

from PIL import Image, ImageCms, ImageOps

LONGEST_SIDE = 2560
JPEG_QUALITY = 90
WEBP_QUALITY = 90
MEMORY_BYTES = 640 * 1024 * 1024
CPU_SECONDS = 20
CANNOT = 3
_FORMATS = {"JPEG": ("JPEG", "MPO"), "PNG": ("PNG",), "WEBP": ("WEBP",), "HEIF": ("HEIF",)}


def redrawn(content: bytes, kind: str, max_pixels: int) -> bytes:
    """The picture anew: JPEG, or WebP where some of it is see-through. Raises whatever the decoders raise."""
    if kind == "HEIF":
        import pillow_heif  # noqa: PLC0415 - only a phone's file needs it

        pillow_heif.register_heif_opener(thumbnails=False)
        pillow_heif.options.DECODE_THREADS = 1
    Image.MAX_IMAGE_PIXELS = max_pixels
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(content), formats=_FORMATS[kind]) as opened:
            # A JPEG is not even decoded at a size far above the one that is kept.
            opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
            return _packed(_bare(ImageOps.exif_transpose(opened)))


def _bare(picture: Image.Image) -> Image.Image:
    """Pixels in sRGB on a new canvas: no EXIF, no XMP, no comment, no profile comes along."""
    coloured = _in_srgb(picture)
    mode = "RGBA" if coloured.has_transparency_data else "RGB"
    canvas = Image.new(mode, coloured.size)
    canvas.paste(coloured.convert(mode))
    return canvas


def _in_srgb(picture: Image.Image) -> Image.Image:
    if picture.mode in ("I", "I;16", "I;16B", "I;16L", "I;16N", "F"):
        # Sixteen bits of grey: converting would cut off all that is brighter than 255.
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"), outputMode=mode) or picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # A profile that nobody can read: its colours are taken as they are.
    return picture


def _packed(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    if picture.mode == "RGBA" and picture.getextrema()[3] != (255, 255):
        picture.save(out, "WEBP", quality=WEBP_QUALITY)
    else:
        picture.convert("RGB").save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue()


def main() -> int:
    kind, max_pixels = sys.argv[1], int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        picture = redrawn(sys.stdin.buffer.read(), kind, max_pixels)
    except Exception as trouble:
        sys.stderr.write(type(trouble).__name__)
        return CANNOT
    sys.stdout.buffer.write(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
