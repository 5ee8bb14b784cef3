"""Labels as the carriers print them: a small PDF, and a page."""

from __future__ import annotations

import unicodedata
from html import escape

from infra.local.outside.world import Parcel


def pdf(parcel: Parcel) -> bytes:
    """One A6 page. The fonts that every PDF reader has know no Vietnamese, so the marks are left out, as on a
    thermal printer of a village counter."""
    lines = [parcel.carrier.upper(), parcel.waybill, parcel.reference, parcel.receiver, f"COD {parcel.cod} VND"]
    text = "".join(f"({_plain(line)}) Tj T* " for line in lines)
    stream = f"BT /F1 16 Tf 22 TL 24 380 Td {text}ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 298 420] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    document, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(document)
    document += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    document += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return document + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def page(parcels: list[Parcel]) -> str:
    labels = "".join(
        f"<section><h1>{escape(p.waybill)}</h1><p>Mã đơn khách: {escape(p.reference)}</p>"
        f"<p>Người nhận: {escape(p.receiver)}</p><p>Thu hộ: {p.cod} đ</p></section>"
        for p in parcels
    )
    return f"<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'><title>Vận đơn</title></head>{labels}</html>"


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    ascii_only = bare.encode("ascii", "ignore").decode("ascii")
    return ascii_only.replace("\\", "").replace("(", "[").replace(")", "]")
