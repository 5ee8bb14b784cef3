"""A worker process for the kills: imports everything once, then forks for each line that it reads.

A line is a clock offset in seconds. It prints the child's process id, and a word when the child has ended; the child
works until somebody kills it.
"""

from __future__ import annotations

import os
import sys
import time

from infra.local.functions import load_app
from infra.local.pump import Pump

SOURCES = {"outbox", "dispatch_viettelpost", "dispatch_vnpost"}
IDLE_SECONDS = 0.02


def main() -> None:
    app = load_app()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.environ["XULANG_CLOCK_OFFSET_SECONDS"] = line.strip()
            _work(Pump(app))
        print(pid, flush=True)
        os.waitpid(pid, 0)
        print("ended", flush=True)


def _work(pump: Pump) -> None:
    sources = [source for source in pump.sources if source.name in SOURCES]
    sys.stdout = sys.stderr
    while True:
        if not any([source.poll(wait=False).seen for source in sources]):
            time.sleep(IDLE_SECONDS)


if __name__ == "__main__":
    main()
