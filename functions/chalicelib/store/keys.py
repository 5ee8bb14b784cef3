"""Every key of the one table, on one page: what lies where, and beside what."""

from __future__ import annotations

from typing import TypeAlias

Key: TypeAlias = tuple[str, str]


def cart(cart_id: str) -> Key:
    return f"CART#{cart_id}", "CART"


def document(kind: str, id: str) -> Key:
    return f"DOC#{kind}#{id}", "DOC"


def shop_product(shop_id: str, product_id: str) -> Key:
    return f"SHOP#{shop_id}", f"PRODUCT#{product_id}"


def path(path: str) -> Key:
    """Whose page lies at an address: the last published document that claimed it."""
    return f"PATH#{path}", "PATH"


def naming(product_id: str, kind: str, id: str) -> Key:
    """Says that the page of (kind, id) shows the product."""
    return f"NAMED#{product_id}", f"BY#{kind}#{id}"


def stock(product_id: str) -> Key:
    return f"STOCK#{product_id}", "STOCK"


def adjustment(product_id: str, id: str) -> Key:
    return f"STOCK#{product_id}", f"ADJUSTMENT#{id}"


def order(code: str) -> Key:
    return f"ORDER#{code}", "ORDER"


def parcel(code: str, parcel_id: str) -> Key:
    return f"ORDER#{code}", f"PARCEL#{parcel_id}"


def parked_parcel(code: str, parcel_id: str) -> Key:
    return f"ORDER#{code}", f"PARKED#{parcel_id}"


def silent_parcel(code: str, parcel_id: str) -> Key:
    return f"ORDER#{code}", f"SILENT#{parcel_id}"


def awaited_cash(code: str, parcel_id: str) -> Key:
    """Cash that was collected at a door, and that no statement has accounted for."""
    return f"ORDER#{code}", f"CASH#{parcel_id}"


def reservation(code: str) -> Key:
    return f"ORDER#{code}", "RESERVATION"


def event(code: str, at: str, name: str) -> Key:
    return f"ORDER#{code}", f"EVENT#{at}#{name}"


def status(code: str, parcel_id: str, event_id: str) -> Key:
    return f"ORDER#{code}", f"STATUS#{parcel_id}#{event_id}"


def entry(code: str, entry_id: str) -> Key:
    return f"ORDER#{code}", f"LEDGER#{entry_id}"


def refund(code: str, refund_id: str) -> Key:
    return f"ORDER#{code}", f"REFUND#{refund_id}"


def redemption(code: str) -> Key:
    """The use of a voucher that an order holds, or has given back."""
    return f"ORDER#{code}", "REDEMPTION"


def voucher(code: str) -> Key:
    return f"VOUCHER#{code}", "VOUCHER"


def voucher_phone(code: str, digest: str) -> Key:
    """How often one number used a voucher; the digest is keyed, and another one for each code."""
    return f"VOUCHER#{code}", f"PHONE#{digest}"


def idempotency(key: str) -> Key:
    return f"IDEMPOTENCY#{key}", "IDEMPOTENCY"


def payment(provider: str, payment_id: str) -> Key:
    return f"PAYMENT#{provider}#{payment_id}", "PAYMENT"


def early(provider: str, payment_id: str, event_id: str) -> Key:
    """What was said of a payment that nobody knows yet."""
    return f"PAYMENT#{provider}#{payment_id}", f"EARLY#{event_id}"


def waybill(carrier: str, number: str) -> Key:
    return f"WAYBILL#{carrier}#{number}", "WAYBILL"


def unmatched(source: str, number: str, event_id: str) -> Key:
    """What was said of a waybill that nobody knows yet."""
    return f"WAYBILL#{source}#{number}", f"UNMATCHED#{event_id}"


def statement_line(carrier: str, number: str, waybill: str, digest: str) -> Key:
    """By its words too: a statement that comes again with another amount is another line, and is looked at."""
    return f"STATEMENT#{carrier}#{number}", f"LINE#{waybill}#{digest}"


def statement_total(carrier: str, number: str) -> Key:
    """What a statement comes to, and what of it has arrived."""
    return f"STATEMENT#{carrier}#{number}", "TOTAL"


def dead_letter(queue: str, message_id: str) -> Key:
    return f"DEAD#{queue}#{message_id}", "DEAD"


def stray(carrier: str, waybill: str) -> Key:
    """An order that a carrier has and we do not."""
    return f"STRAY#{carrier}#{waybill}", "STRAY"


def inbox(source: str, event_id: str) -> Key:
    return f"INBOX#{source}#{event_id}", "INBOX"


def outbox(id: str) -> Key:
    return f"OUTBOX#{id}", "OUTBOX"


def operator(name: str) -> Key:
    return f"OPERATOR#{name}", "OPERATOR"


def session(digest: str) -> Key:
    return f"SESSION#{digest}", "SESSION"


def proposal(id: str) -> Key:
    return f"PROPOSAL#{id}", "PROPOSAL"


def phone_tail(digest: str, at: str, code: str) -> Key:
    """Which orders have a telephone number that ends so; the digest is keyed, so that the table alone tells nothing."""
    return f"PHONE#{digest}", f"ORDER#{at}#{code}"


def deed(number: int) -> Key:
    """The desk's log, one row for each thing that an operator did, in the order in which they were done."""
    return "DESKLOG", f"DEED#{number:010d}"


def desk_log_head() -> Key:
    return "DESKLOG", "HEAD"


def deed_on_order(code: str, number: int) -> Key:
    return f"ORDER#{code}", f"DEED#{number:010d}"


def limit(subject: str, window: str) -> Key:
    return f"LIMIT#{subject}#{window}", "LIMIT"


def turn(kind: str, id: str) -> Key:
    """When the page of (kind, id) says something else by the clock alone."""
    return f"TURN#{kind}#{id}", "TURN"


def setting(name: str) -> Key:
    return f"SETTING#{name}", "SETTING"


def shop_entry(shop_id: str, entry_id: str) -> Key:
    """Ledger entries that belong to no order: a household's payouts."""
    return f"SHOP#{shop_id}", f"LEDGER#{entry_id}"


def bundle(shop_id: str, digest: str) -> Key:
    """Many of a household's dues taken together, so that they fit into one payout's transaction."""
    return f"SHOP#{shop_id}", f"BUNDLE#{digest}"


def shop_notice(shop_id: str, at: str, name: str) -> Key:
    """What the household is to be told."""
    return f"SHOP#{shop_id}", f"NOTICE#{at}#{name}"


def payout(period: str, shop_id: str) -> Key:
    return f"PAYOUTS#{period}", f"PAYOUT#{shop_id}"


def payout_batch(period: str, number: int) -> Key:
    return f"PAYOUTS#{period}", f"BATCH#{number:04d}"


def payee(shop_id: str, version: int) -> Key:
    """An account as it was approved once; sealed."""
    return f"PAYEE#{shop_id}", f"ACCOUNT#{version:06d}"


def payee_current(shop_id: str) -> Key:
    return f"PAYEE#{shop_id}", "CURRENT"


def payee_change(shop_id: str) -> Key:
    """The one change of the account that waits for a second person; sealed."""
    return f"PAYEE#{shop_id}", "CHANGE"


def sitemap_entry(shard: str, id: str) -> Key:
    return f"SITEMAP#{shard}", id


def sitemap_mark(shard: str) -> Key:
    """That the shard's file is out of date."""
    return f"SITEMAPMARK#{shard}", "MARK"


def sitemap_file(shard: str) -> Key:
    return "SITEMAPFILES", shard
