"""An order's money, read from its own rows: what came, by which way, what went back, and what is still owed."""

from __future__ import annotations

from collections.abc import Collection

from market.ledger import balances, shopper
from market.money import ZERO, Dong, total
from market.orders import ParcelProgress, outstanding
from market.parcels import ParcelState
from market.refunds import BANK, Books, Payment, RefundState, Share

from chalicelib.store.orders import OrderFile

_CAPTURE = "capture"


def books_of(file: OrderFile, by_program: Collection[str] = ()) -> Books:
    """The books of an order. ``by_program`` names the providers that give money back when asked."""
    order = file.stored.order
    progress = file.refunds.values()
    credited: dict[tuple[str, str], int] = {}
    for line in (line for of in progress for line in of.refund.wanted.lines):
        key = line.parcel_id, line.product_id
        credited[key] = credited.get(key, 0) + line.units
    return Books(
        order=order,
        parcels={id: _where(parcel) for id, parcel in file.parcels.items()},
        payments=_payments(file, by_program),
        balance=balances(file.entries).get(shopper(order.code), ZERO),
        open=total(of.refund.share.amount for of in progress if of.state.is_open),
        credited=credited,
    )


def cash_at_doors(file: OrderFile) -> Dong:
    """What carriers collected for this order, as far as it is proven and was not handed back."""
    order = file.stored.order
    delivered = (parcel for parcel in order.parcels if _where(file.parcels[parcel.id]) is ParcelState.DELIVERED)
    asked = ((parcel, file.parcels[parcel.id].cod) for parcel in delivered)
    return total(outstanding(order, parcel) if cod is None else cod for parcel, cod in asked)


def _where(parcel: ParcelProgress) -> ParcelState:
    """The end that is proven; an end that is only told of is not one yet."""
    if parcel.settled:
        return parcel.settled
    return ParcelState.OUT_FOR_DELIVERY if parcel.state.is_final else parcel.state


def _payments(file: OrderFile, by_program: Collection[str]) -> tuple[Payment, ...]:
    """Those that a program gives back one by one; all others, and the cash at the doors, as one that a person does."""
    came = _captured(file)
    back = [of.refund.share for of in file.refunds.values() if of.state is not RefundState.FAILED]
    programs = tuple(_by_program(payment, back) for payment in came if payment[0] in by_program)
    banks = [payment for payment in came if payment[0] not in by_program]
    by_hand = Payment(
        provider=banks[-1][0] if banks else BANK,
        payment_id="",
        amount=total(amount for _, _, amount in banks) + cash_at_doors(file),
        by_program=False,
        refunded=total(share.amount for share in back) - total(payment.refunded for payment in programs),
    )
    return (*programs, by_hand)


def _by_program(payment: tuple[str, str, Dong], back: list[Share]) -> Payment:
    provider, payment_id, amount = payment
    refunded = total(share.amount for share in back if (share.provider, share.payment_id) == (provider, payment_id))
    return Payment(provider=provider, payment_id=payment_id, amount=amount, by_program=True, refunded=refunded)


def _captured(file: OrderFile) -> list[tuple[str, str, Dong]]:
    """Provider, payment and amount of everything that was paid, from the entries that say so."""
    account, found = shopper(file.stored.order.code), []
    for entry in file.entries:
        _, kind, rest = (*entry.id.split("/", 2), "", "")[:3]
        if kind == _CAPTURE:
            provider, _, payment_id = rest.partition("/")
            found.append((provider, payment_id, -total(leg.amount for leg in entry.legs if leg.account == account)))
    return found
