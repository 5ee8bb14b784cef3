"""``python -m infra.local.outside [--port 8430]``: serve until interrupted."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from types import FrameType

from infra.local.outside.server import Outside
from infra.local.outside.settings import from_environment
from infra.local.outside.world import World
from infra.local.settings import environment, ports


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.local.outside", description=__doc__)
    parser.add_argument("--port", type=int, default=ports()["outside"])
    port = parser.parse_args().port
    try:
        server = Outside(World(from_environment({**os.environ, **environment()})), port)
    except OSError as problem:
        print(f"outside: port {port} cannot be used ({problem.strerror})", file=sys.stderr)
        return 1

    def stop(number: int, frame: FrameType | None) -> None:
        # From another thread: shutdown() waits for the loop that this very thread runs.
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"outside: {server.url}", flush=True)
    server.serve_forever(poll_interval=0.2)
    server.server_close()
    server.world.write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
