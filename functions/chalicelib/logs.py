"""One line of JSON for each thing worth knowing, of the fields allowed here and no others: no personal data."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

FIELDS = ("correlation_id", "code", "provider", "carrier", "outcome", "parcel", "count", "attempt", "kind")


class JsonLines(logging.Formatter):
    """Messages are constant sentences; what varies goes into the allowed ``extra`` fields. Of an exception the type and
    the places are kept, not its message: that may quote what a person typed."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["trace"] = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up() -> None:
    """Send our own loggers to standard error, as lines of JSON; a second call changes nothing."""
    logger = logging.getLogger("xulang")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
