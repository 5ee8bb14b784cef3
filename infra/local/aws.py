"""The AWS stand-in: moto's server with :mod:`infra.local.atomic_moto`, on loopback. Its state lives in memory only."""

from __future__ import annotations

import os
import signal
import sys
import warnings

# moto would take every name it does not know for a bucket of the real S3; nothing here may reach the real AWS.
os.environ.setdefault("AWS_ACCESS_KEY_ID", "local")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "local")

import waitress
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from infra.local import atomic_moto

# Each long poll of a queue holds a thread for as long as it waits, and there are several for each queue.
THREADS = 48


def main() -> None:
    """Serve until SIGTERM or SIGINT. ``XULANG_PORT_AWS`` is the port.

    Not with moto's own server: that one waits 10 ms after each answer and then closes the connection, which AWS does
    not, and a new connection for each call was half of what an order cost the functions."""
    atomic_moto.install()
    # Alarms and bucket policies are for AWS; that moto leaves them out is known (docs of infra/local/resources.py).
    warnings.filterwarnings("ignore", message="Tried to parse AWS::")
    # A client keeps its connections for the next call, however long that is in coming.
    server = waitress.create_server(
        DomainDispatcherApplication(create_backend_app),
        listen=f"127.0.0.1:{os.environ['XULANG_PORT_AWS']}",
        threads=THREADS,
        connection_limit=1000,
        channel_timeout=3600,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    server.run()


if __name__ == "__main__":
    main()
