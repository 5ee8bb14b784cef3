"""The stage itself: the real engine, the real handlers, and a system that settles."""

from __future__ import annotations

import pytest

from tests.faults.stage import Stage
from tests.functions.buying import buy

pytestmark = pytest.mark.faults


def test_an_order_goes_to_its_carriers(stage: Stage) -> None:
    stage.open()
    code = buy(stage)
    stage.settle()
    found = stage.audit()
    assert [parcel["state"] for parcel in found["parcels"]] == ["submitted", "submitted"]
    assert [parcel["has_label"] for parcel in found["parcels"]] == [True, True]
    assert found["outbox"] == []
    assert found["orders"][0]["code"] == code
    stage.check()
