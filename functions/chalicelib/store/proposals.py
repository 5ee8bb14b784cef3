"""What one operator proposed and another must approve, because money moves by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from market.money import ZERO, Dong
from market.text import mask_name
from market.wire import from_json, to_json

from chalicelib.store import keys
from chalicelib.store.table import Table, Write

DUE = "PROPOSAL"


class ProposalState(Enum):
    """``APPROVED``: decided, and its effect not seen yet, so whoever comes next makes sure of it."""

    OPEN = "open"
    APPROVED = "approved"
    DONE = "done"
    FAILED = "failed"
    REJECTED = "rejected"

    @property
    def is_over(self) -> bool:
        return self in (ProposalState.DONE, ProposalState.FAILED, ProposalState.REJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """A bank account that money is sent to."""

    bank: str
    account: str
    holder: str

    def masked(self) -> Payee:
        return replace(self, account=f"•••{self.account[-3:]}", holder=mask_name(self.holder))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """``kind`` says what is to be done; ``subject`` and ``detail`` to what, in the words of that kind. ``amount`` is
    what was seen when it was proposed, and what is booked or nothing. ``target`` is what the money is for where that is
    no order: a statement. The ``payee`` is kept only while money is to be sent there; afterwards it is masked."""

    id: str
    kind: str
    subject: str
    detail: str
    order_code: str
    note: str
    proposed_by: str
    proposed_at: datetime
    state: ProposalState = ProposalState.OPEN
    decided_by: str = ""
    outcome: str = ""
    amount: Dong = ZERO
    target: str = ""
    payee: Payee | None = None


def create(table: Table, proposal: Proposal) -> Write:
    return table.create(keys.proposal(proposal.id), _row(proposal))


def move(table: Table, proposal: Proposal, to: ProposalState, *, otherwise: Exception, **changes: str) -> Write:
    """Raises ``otherwise`` if it is no longer in the state in which it was read."""
    payee = proposal.payee.masked() if proposal.payee and to.is_over else proposal.payee
    moved = replace(proposal, state=to, payee=payee, **changes)  # type: ignore[arg-type]
    return table.put(
        keys.proposal(proposal.id), _row(moved), when="#state = :known", otherwise=otherwise, known=proposal.state.value
    )


def get(table: Table, id: str) -> Proposal | None:
    row = table.get(keys.proposal(id))
    return from_json(Proposal, row["json"]) if row else None


def waiting(table: Table, most: int) -> list[Proposal]:
    """Those that are not over, oldest first."""
    found = table.due(DUE, "9999", most)
    rows = table.get_many(found)
    kept = (from_json(Proposal, rows[key]["json"]) for key in found if key in rows)
    return [proposal for proposal in kept if not proposal.state.is_over]


def _row(proposal: Proposal) -> dict[str, str]:
    row = {"state": proposal.state.value, "json": to_json(proposal)}
    if not proposal.state.is_over:
        row |= {"due_kind": DUE, "due_at": proposal.proposed_at.isoformat()}
    return row
