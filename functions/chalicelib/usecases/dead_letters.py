"""Dead letters come into sight, and are tried again when somebody has mended what was wrong.

Whoever works on a message does its work once, however often and however late it comes, so one that is sent again days
later is safe.
"""

from __future__ import annotations

import json
from datetime import datetime

from market.catalogue import Kind
from market.messages import DrawAll
from market.wire import to_json

from chalicelib.store import dead_letters
from chalicelib.store.dead_letters import DeadLetter
from chalicelib.store.queues import Queues
from chalicelib.store.table import Table

# The table's stream is no queue: its records that nobody could work on are named here by the same word.
STREAM = "outbox"
# One run of the clock takes so many rounds of each queue; what is left over waits a minute.
ROUNDS = 20


def collect_dead_letters(table: Table, *, queues: Queues, now: datetime) -> int:
    """Move what lies in the dead-letter queues to where it is seen; answers how many. Kept first, then taken out, so
    that a crash in between loses nothing and shows nothing twice."""
    return sum(_collect(table, queues, role, now) for role in queues.dead_roles())


def _collect(table: Table, queues: Queues, role: str, now: datetime) -> int:
    moved = 0
    for _ in range(ROUNDS):
        waiting = queues.receive_dead(role)
        for message in waiting:
            letter = DeadLetter(
                queue=role,
                message_id=message.id,
                body=message.body,
                reason=reason_of(role, message.body),
                first_seen=now,
            )
            dead_letters.keep(table, letter)
            queues.delete_dead(role, message.receipt)
        moved += len(waiting)
        if not waiting:
            break
    return moved


def reason_of(role: str, body: str) -> str:
    """What can be told from the message itself; why it failed is in the worker's log."""
    if role == STREAM:
        return "stream_record"
    try:
        is_object = isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        is_object = False
    return "failed" if is_object else "malformed"


def list_dead_letters(table: Table) -> list[DeadLetter]:
    """All that wait for somebody, oldest first."""
    return dead_letters.all_of(table)


def redrive(table: Table, *, id: str, queues: Queues) -> bool:
    """Have one tried again; False if there is none of that id (any more). Sent first, then forgotten: a crash in
    between sends it twice, and its consumer does the work once."""
    letter = dead_letters.get(table, id)
    if letter is None:
        return False
    if letter.queue == STREAM:
        _make_good(queues)
    else:
        queues.send(letter.queue, letter.body)
    dead_letters.forget(table, letter)
    return True


def _make_good(queues: Queues) -> None:
    """A record of the stream was about a message, which the sweeper has sent since, or about stock on a page. Which
    page is not told, so all are drawn again, in steps."""
    for kind in Kind:
        queues.send("content", to_json(DrawAll(all_of=kind, after="")))


def redrive_all(table: Table, *, queues: Queues) -> int:
    """Have all tried again; answers how many."""
    return sum(redrive(table, id=letter.id, queues=queues) for letter in list_dead_letters(table))
