"""The faults that :mod:`tests.faults.seeded` puts into our source: what is there, what replaces it, who notices."""

from __future__ import annotations

from dataclasses import dataclass

STORE, USECASES = "functions/chalicelib/store", "functions/chalicelib/usecases"
FUNCTIONS, FAULTS = "tests/functions", "tests/faults"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """``edits`` are (file, what is there exactly once, what is put in its place); ``tests`` are pytest's arguments,
    ``full`` runs all of their cases."""

    name: str
    edits: tuple[tuple[str, str, str], ...]
    tests: tuple[str, ...]
    full: bool = False


# What tells the write of a parcel's view from the others that look at the version too.
MOVED = "otherwise=changed,\n        version=version,\n        one=1,\n        **values"
FLASH = (f"{FAULTS}/test_flash.py", "-k", "exactly and cod")
FAULTS_TO_SEED = (
    Fault(
        name="the last unit is never sold: >= turned into >",
        edits=(
            (
                f"{STORE}/catalogue.py",
                "revision = :revision AND available >= :q",
                "revision = :revision AND available > :q",
            ),
        ),
        tests=FLASH,
    ),
    Fault(
        name="stock is taken whether or not there is any",
        edits=((f"{STORE}/catalogue.py", "revision = :revision AND available >= :quantity", "revision = :revision"),),
        tests=FLASH,
    ),
    Fault(
        name="a payment is told from another by its event id only",
        edits=(
            (
                f"{USECASES}/crediting.py",
                "payments.create(table, provider, payment_id, paid, now=now, known=KnownPayment())",
                "payments.create(table, provider, credit.notice.event_id, paid, now=now, known=KnownPayment())",
            ),
        ),
        tests=(f"{FUNCTIONS}/test_settlement.py", "-k", "two_events"),
    ),
    Fault(
        name="the sweep releases without looking whether somebody was faster",
        edits=(
            (
                f"{STORE}/orders.py",
                'keys.reservation(code), when="attribute_exists(pk)", otherwise',
                "keys.reservation(code), otherwise",
            ),
            (
                f"{STORE}/orders.py",
                '"SET #state = :to",\n        when="#state = :from_state",',
                '"SET #state = :to",\n        when="#state <> :from_state OR #state = :from_state",',
            ),
            (f"{USECASES}/expiry.py", "stored.state is not OrderState.AWAITING_PAYMENT", "False"),
            (f"{USECASES}/expiry.py", "to=after(stored.state, OrderExpired)", "to=OrderState.EXPIRED"),
        ),
        tests=(f"{FAULTS}/test_idempotency.py", "-k", "payment_and_expiry"),
    ),
    Fault(
        name="a signature over JSON that was written anew",
        edits=(
            (
                "functions/chalicelib/payments/sepay.py",
                'timestamp.encode("ascii") + b"." + raw',
                'timestamp.encode("ascii") + b"." + __import__("json").dumps(__import__("json").loads(raw)).encode()',
            ),
        ),
        tests=("tests/providers/test_sepay.py",),
    ),
    Fault(
        name="units are reserved without a reservation",
        edits=(
            (
                f"{USECASES}/checkout.py",
                "writes.append(orders.create_reservation(table, order, order.pay_before))",
                "pass",
            ),
        ),
        tests=(f"{FUNCTIONS}/test_checkout.py", "-k", "paid_first_only_reserves"),
    ),
    Fault(
        name="a parcel is claimed although another has the lease",
        edits=(
            (
                f"{STORE}/parcels.py",
                'cancel_wanted) "\n        "AND (attribute_not_exists(leased_until) OR leased_until < :now)",',
                'cancel_wanted) "\n        "AND (leased_until < :now OR attribute_exists(pk))",',
            ),
        ),
        tests=(f"{FAULTS}/test_leases.py",),
    ),
    Fault(
        name="news is written over news that came in between",
        edits=(
            (
                f"{STORE}/parcels.py",
                f'when="version = :version",\n        {MOVED}',
                f'when="version <= :version OR version > :version",\n        {MOVED}',
            ),
        ),
        tests=(f"{FAULTS}/test_leases.py", f"{FAULTS}/test_shuffle.py"),
    ),
    Fault(
        name="after a lost answer the carrier is simply asked to create again",
        edits=(
            (f"{USECASES}/fulfilment.py", "if claimed.intended and not carrier.refuses_repeats and", "if False and"),
        ),
        tests=(f"{FUNCTIONS}/test_parcels.py", "-k", "lost_answer"),
    ),
    Fault(
        name="a message is forgotten before it is sent",
        edits=(
            (
                f"{USECASES}/messages.py",
                "queues.send(message.queue, message.body)\n    outbox.sent(table, message.id)",
                "outbox.sent(table, message.id)\n    queues.send(message.queue, message.body)",
            ),
        ),
        tests=(f"{FAULTS}/test_crash_sweep.py", "-k", "missed"),
        full=True,
    ),
    Fault(
        name="a key answers for any order",
        edits=((f"{USECASES}/checkout.py", "if fingerprint != checkout.fingerprint:", "if False:"),),
        tests=(f"{FUNCTIONS}/test_checkout.py", "-k", "a_key_is_not"),
    ),
    Fault(
        name="a key is not written with its order",
        edits=(
            (
                f"{USECASES}/checkout.py",
                "table.create(keys.idempotency(checkout.key), promise, otherwise=_AlreadyPlaced()),",
                "table.put(keys.idempotency(checkout.key + 'x'), promise),",
            ),
        ),
        tests=(f"{FUNCTIONS}/test_checkout.py", "-k", "same_key"),
    ),
    Fault(
        name="an addition to a cart counts as often as it is sent",
        edits=(
            (
                f"{STORE}/carts.py",
                "AND (attribute_not_exists(added) OR NOT contains(added, :operation)) AND ",
                "AND ",
            ),
        ),
        tests=(f"{FAULTS}/test_injected.py", f"{FUNCTIONS}/test_cart_repeats.py", "-k", "addition or once"),
    ),
    Fault(
        name="two transactions that met are taken for a fault",
        edits=((f"{STORE}/patience.py", '_TRANSIENT_REASONS = {"TransactionConflict", ', "_TRANSIENT_REASONS = {"),),
        tests=(f"{FAULTS}/test_injected.py", "-k", "outlives"),
    ),
    Fault(
        name="money follows from what anybody may have said",
        edits=(
            (
                "functions/vendor/market/parcels.py",
                "return self.is_proven or self.state not in NEEDS_PROOF",
                "return True",
            ),
        ),
        tests=(f"{FUNCTIONS}/test_proof.py", "tests/market/test_parcel_states.py"),
    ),
    Fault(
        name="any token opens any order",
        edits=(
            (
                "functions/chalicelib/wiring.py",
                "return hmac.compare_digest(self.order_token(code).encode(), token.encode())",
                "return bool(token)",
            ),
        ),
        tests=(
            f"{FUNCTIONS}/test_checkout.py",
            f"{FUNCTIONS}/test_desk.py",
            f"{FUNCTIONS}/test_calls.py",
            f"{FUNCTIONS}/test_card.py",
        ),
    ),
    Fault(
        name="a twin of a request is told that its goods are gone",
        edits=(
            (
                f"{USECASES}/checkout.py",
                "        placed = table.get(keys.idempotency(checkout.key))\n",
                "        placed = None\n",
            ),
        ),
        tests=(f"{FAULTS}/test_idempotency.py", "-k", "from_all_sides or another_body"),
    ),
    Fault(
        name="after a restore the others are told to do what they did",
        edits=((f"{USECASES}/putting_back.py", "return now - begun_at >= FRESH", "return False"),),
        tests=(f"{FAULTS}/test_putting_back.py", "-k", "workers_first or waited or first"),
    ),
    Fault(
        name="an erased order is said to be erased before it is",
        edits=(
            (
                f"{USECASES}/erasing.py",
                "        for row in rows:\n            _clean(table, row, labels)\n        for of, file in files:\n",
                "        for of, file in files:\n",
            ),
        ),
        tests=(f"{FUNCTIONS}/test_erasing.py",),
    ),
)
