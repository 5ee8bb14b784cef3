"""Tell localstripe where payments are announced, and with which secret it signs. It forgets both when it restarts."""

from __future__ import annotations

import json
import os
import urllib.request

WEBHOOK_ID = "xulang"


def register(*, api_base: str, url: str, secret: str) -> None:
    """Replaces what was registered before. Raises ``OSError`` when localstripe does not take it."""
    request = urllib.request.Request(  # noqa: S310 - the address is the operator's own setting
        f"{api_base}/_config/webhooks/{WEBHOOK_ID}",
        data=json.dumps({"url": url, "secret": secret}).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - as above
        pass


if __name__ == "__main__":
    register(
        api_base=os.environ["STRIPE_API_BASE"],
        url=f"{os.environ['XULANG_PUBLIC_URL']}/webhooks/stripe",
        secret=os.environ["STRIPE_WEBHOOK_SECRET"],
    )
