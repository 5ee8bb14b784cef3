"""The AWS stand-in: moto's server with :mod:`infra.local.atomic_moto`, on loopback. Its state lives in memory only."""

from __future__ import annotations

import os
import signal
import sys
import warnings

# moto would take every name it does not know for a bucket of the real S3; nothing here may reach the real AWS.
os.environ.setdefault("AWS_ACCESS_KEY_ID", "local")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "local")

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server

from infra.local import atomic_moto


class _QuietHandler(MotoRequestHandler):
    """No access log: its lines hold keys of the table and of the buckets. Small answers leave at once."""

    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


def main() -> None:
    """Serve until SIGTERM or SIGINT. ``XULANG_PORT_AWS`` is the port."""
    atomic_moto.install()
    # Alarms and bucket policies are for AWS; that moto leaves them out is known (docs of infra/local/resources.py).
    warnings.filterwarnings("ignore", message="Tried to parse AWS::")
    app = DomainDispatcherApplication(create_backend_app)
    server = make_server(
        "127.0.0.1",
        int(os.environ["XULANG_PORT_AWS"]),
        app,  # type: ignore[arg-type]
        threaded=True,
        request_handler=_QuietHandler,
    )
    server.daemon_threads = True  # type: ignore[attr-defined]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    server.serve_forever()


if __name__ == "__main__":
    main()
