"""The bench measures what it says, and its figures can be believed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest

from infra.local.bench.flow import STEPS
from infra.local.bench.measures import cpu_ms, percentile
from infra.local.settings import ROOT


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile([5.0], 0.95) == 5.0
    assert [percentile(range(1, 101), share) for share in (0.5, 0.95, 1.0)] == [50, 95, 100]


def test_cpu_is_what_the_process_used_and_not_what_it_waited() -> None:
    before = cpu_ms(os.getpid())
    time.sleep(0.3)
    rested = cpu_ms(os.getpid()) - before
    until = time.process_time() + 0.3
    while time.process_time() < until:
        pass
    worked = cpu_ms(os.getpid()) - before - rested
    assert rested < 100
    assert 200 < worked < 600


@pytest.mark.journey
@pytest.mark.timeout(180)
def test_three_orders_give_sane_figures_as_json() -> None:
    command = [sys.executable, "-m", "infra.local.bench", "--orders", "3", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["orders"] == 3
    for variant in ("process", "handlers"):
        figures = found[variant]
        assert 0 < figures["cpu_ms_per_empty_request"] < figures["cpu_ms_per_order"] < 1000
        assert set(figures["steps"]) == set(STEPS)
        for step in [figures["order"], *figures["steps"].values()]:
            assert 0 < step["p50_ms"] <= step["p95_ms"]
        # The steps add up to about the order: three adds and one each of the others.
        parts = sum(figures["steps"][step]["p50_ms"] for step in STEPS) + 2 * figures["steps"]["add"]["p50_ms"]
        assert 0.3 < parts / figures["order"]["p50_ms"] < 3
    calls = found["handlers"]["store_calls"]
    assert calls["TransactWriteItems"] == 2
    assert sum(calls.values()) == found["handlers"]["store_calls_per_order"] <= 16
