"""An engine for each module of fault tests, a fresh stage on it for each test.

Not one engine for all: it keeps the streams of tables that are gone, and slows down with each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from infra.local.engine import EngineMissing, running_engine
from tests.faults.stage import Stage
from tests.faults.stage import stage as new_stage


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    """The engine's address. Its absence fails and does not skip: a suite that was not run proves nothing."""
    try:
        with running_engine() as running:
            yield running.url
    except EngineMissing as problem:
        pytest.fail(str(problem))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all stages: the keys in it take a moment to make."""
    return tmp_path_factory.mktemp("stages")


@pytest.fixture
def make_stage(engine: str, folder: Path) -> Callable[..., AbstractContextManager[Stage]]:
    return lambda url=engine, **more: new_stage(url, folder, **more)


@pytest.fixture
def stage(make_stage: Callable[..., AbstractContextManager[Stage]]) -> Iterator[Stage]:
    with make_stage() as made:
        yield made
