"""Callbacks on their way to the shop: the ordinary way, and every way in which they go wrong."""

from __future__ import annotations

from infra.local.outside.faults import Mode
from infra.local.outside.sending import Callback
from infra.local.outside.world import World


def send(world: World, callback: Callback) -> str:
    """Send, unless a fault on ``webhook.<vendor>`` says otherwise. What happened, for the log and for the page."""
    fault = world.faults.take(f"webhook.{callback.vendor}")
    mode = fault.mode if fault else None
    if mode is Mode.LOSE:
        return "bị mất"
    if mode is Mode.REORDER:
        world.sender.hold(callback)
        return "giữ lại, gửi sau sự kiện kế tiếp"
    if fault and mode is Mode.DELAY:
        world.sender.later(fault.seconds, lambda: world.sender.send(callback))
        return f"sẽ gửi sau {fault.seconds:g} giây"
    if mode is Mode.DUPLICATE:
        world.sender.send(callback)
    return world.sender.send(callback).outcome
