"""A parcel to send, and how the tests speak of errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from chalicelib.ports import ProviderError
from market.money import Dong
from market.parcels import ParcelItem, Party, Shipment

RECEIVER = Party(
    name="Nguyễn Thị Hà",
    phone="+84912345678",
    line="Số 12 ngõ 34 đường Trần Duy Hưng",
    commune_code="00166",
    commune_name="Phường Yên Hòa",
    province_code="01",
    province_name="Thành phố Hà Nội",
)
SENDER = Party(
    name="Hộ Hoàng Văn Thành",
    phone="+842053812345",
    line="Thôn Mỏ Hao",
    commune_code="06325",
    commune_name="Xã Bắc Sơn",
    province_code="20",
    province_name="Tỉnh Lạng Sơn",
)
SHIPMENT = Shipment(
    reference="LS7K3M2QS-1",
    sender=SENDER,
    receiver=RECEIVER,
    items=(
        ParcelItem(name="Quýt vàng Bắc Sơn", quantity=2, price=Dong(120_000), weight_grams=1_000),
        ParcelItem(name="Mật ong bạc hà", quantity=1, price=Dong(45_000), weight_grams=700),
    ),
    weight_grams=2_900,
    goods_value=Dong(285_000),
    cod=Dong(313_000),
    note="Gọi trước khi giao",
)


def failure(action: Callable[[], Any]) -> tuple[bool, bool]:
    """Whether the error is permanent, and whether the outcome is unknown."""
    with pytest.raises(ProviderError) as raised:
        action()
    for personal in (RECEIVER.name, RECEIVER.line, "0912345678", RECEIVER.phone):
        assert personal not in str(raised.value)
    return raised.value.permanent, raised.value.outcome_unknown


TEMPORARY, PERMANENT, UNKNOWN, ALREADY_MADE = (False, False), (True, False), (False, True), (True, True)
