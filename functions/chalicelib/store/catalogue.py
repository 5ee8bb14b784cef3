"""The functions' copy of what the CMS published, the stock of each product, and who names which product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from market.cart import Offer
from market.catalogue import Document, Kind, ProductBody, dump_document, load_document, named_products, named_shops
from market.stock import Adjustment, Stock

from chalicelib.store import turns
from chalicelib.store.keys import Key
from chalicelib.store.keys import adjustment as adjustment_key
from chalicelib.store.keys import document as document_key
from chalicelib.store.keys import naming as naming_key
from chalicelib.store.keys import path as path_key
from chalicelib.store.keys import shop_product as shop_product_key
from chalicelib.store.keys import stock as stock_key
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write


def put(
    table: Table,
    document: Document,
    *,
    previous: Document | None,
    former: frozenset[str] = frozenset(),
    overtaken: Exception,
) -> list[Write]:
    """Replace ``previous`` by a newer revision, with all that follows from it: a product's stock row learns the
    revision on sale, and the indexes of named products and of each shop's products are brought up to date.

    Raises ``overtaken`` if another revision came between."""
    key = document_key(document.kind.value, document.id)
    row = {
        "revision": document.revision,
        "path": document.path,
        "json": dump_document(document),
        "due_kind": listing(document.kind),
        "due_at": document.id,
    }
    if left := former | ({previous.path} if previous else set()) - {document.path}:
        row["former_paths"] = frozenset(left)
    if previous:
        writes = [table.put(key, row, when="revision = :previous", otherwise=overtaken, previous=previous.revision)]
    else:
        writes = [table.create(key, row, otherwise=overtaken)]
    if not document.is_removed:
        writes.append(table.put(path_key(document.path), {"kind": document.kind.value, "id": document.id}))
    if document.kind is Kind.PRODUCT:
        writes.append(_offer(table, document))
    if isinstance(document.body, ProductBody):
        writes.append(table.put(shop_product_key(document.body.shop.id, document.id), {}))
    if document.kind in (Kind.PROMOTION, Kind.SITE):
        writes.append(turns.plan(table, document))
    before, now = _named(previous) if previous else set(), _named(document)
    writes += [table.put(naming_key(name, document.kind.value, document.id), {}) for name in sorted(now - before)]
    writes += [table.delete(naming_key(name, document.kind.value, document.id)) for name in sorted(before - now)]
    return writes


def _named(document: Document) -> set[str]:
    """What the document's page names, as the index has it: products by their ids, shops by theirs with a mark."""
    return {*named_products(document), *(_shop_mark(id) for id in named_shops(document))}


def _shop_mark(shop_id: str) -> str:
    # A colon: no id of a product has one.
    return f"shop:{shop_id}"


def listing(kind: Kind) -> str:
    """The place in the index ``due`` under which all documents of a kind can be walked through."""
    return f"DOC#{kind.value}"


def _offer(table: Table, document: Document) -> Write:
    return table.update(
        stock_key(document.id),
        "SET revision = :revision, on_sale = :on_sale, shop_id = :shop, available = if_not_exists(available, :none), "
        "reserved = if_not_exists(reserved, :none), sold = if_not_exists(sold, :none)",
        revision=document.revision,
        on_sale=not document.is_removed,
        shop=document.body.shop.id if isinstance(document.body, ProductBody) else "",
        none=0,
    )


def get(table: Table, kind: Kind, id: str) -> Document | None:
    row = table.get(document_key(kind.value, id))
    return load_document(row["json"]) if row else None


def get_with_former_paths(table: Table, kind: Kind, id: str) -> tuple[Document | None, frozenset[str]]:
    """The document, and the addresses that it had before and has left."""
    row = table.get(document_key(kind.value, id))
    return (load_document(row["json"]), row.get("former_paths", frozenset())) if row else (None, frozenset())


def owned_paths(table: Table, kind: Kind, id: str, paths: Iterable[str]) -> frozenset[str]:
    """Those of the paths at which the document's page, or its redirection, belongs: no other has claimed them since."""
    rows = table.get_many(path_key(path) for path in paths)
    return frozenset(
        pk.removeprefix("PATH#") for (pk, _), row in rows.items() if (row["kind"], row["id"]) == (kind.value, id)
    )


def get_many(table: Table, kind: Kind, ids: Iterable[str]) -> dict[str, Document]:
    """Those of the documents that are published now, by id."""
    rows = table.get_many(document_key(kind.value, id) for id in ids)
    documents = [load_document(row["json"]) for row in rows.values()]
    return {document.id: document for document in documents if not document.is_removed}


def offer_keys(product_ids: Iterable[str]) -> list[Key]:
    """What must be read to sell these products."""
    return [key for id in product_ids for key in (document_key(Kind.PRODUCT.value, id), stock_key(id))]


def offers(rows: Mapping[Key, Row], product_ids: Iterable[str]) -> dict[str, Offer]:
    """The products among the rows that are published, each with its stock."""
    found = {}
    for id in product_ids:
        row, stock = rows.get(document_key(Kind.PRODUCT.value, id)), rows.get(stock_key(id))
        document = load_document(row["json"]) if row else None
        if document and stock and isinstance(document.body, ProductBody):
            found[id] = Offer(product=document.body, stock=stock_of(stock), path=document.path)
    return found


def get_offers(table: Table, product_ids: Iterable[str]) -> dict[str, Offer]:
    wanted = list(product_ids)
    return offers(table.get_many(offer_keys(wanted)), wanted)


def get_stock(table: Table, product_id: str) -> Stock | None:
    row = table.get(stock_key(product_id))
    return stock_of(row) if row else None


def get_stocks(table: Table, product_ids: Iterable[str]) -> dict[str, Stock]:
    rows = table.get_many(stock_key(id) for id in product_ids)
    found = [stock_of(row) for row in rows.values()]
    return {stock.product_id: stock for stock in found}


def stock_of(row: Row) -> Stock:
    return Stock(
        product_id=row["pk"].removeprefix("STOCK#"),
        revision=row["revision"],
        on_sale=row["on_sale"],
        available=row["available"],
        reserved=row["reserved"],
        sold=row["sold"],
    )


def pages_naming(table: Table, product_id: str) -> list[tuple[Kind, str]]:
    """The pages that show this product's price: each must be drawn again when it changes."""
    return _naming(table, product_id)


def pages_naming_shop(table: Table, shop_id: str) -> list[tuple[Kind, str]]:
    """The pages that show this shop's name and picture."""
    return _naming(table, _shop_mark(shop_id))


def _naming(table: Table, name: str) -> list[tuple[Kind, str]]:
    rows = table.partition(naming_key(name, "", "")[0])
    found = (row["sk"].removeprefix("BY#").split("#", 1) for row in rows)
    return [(Kind(kind), id) for kind, id in found]


def products_of_shop(table: Table, shop_id: str) -> list[str]:
    """Ids of the products that the shop has, or had: one that moved to another shop stays listed in both."""
    return [row["sk"].removeprefix("PRODUCT#") for row in table.partition(shop_product_key(shop_id, "")[0])]


def take(table: Table, product_id: str, *, quantity: int, revision: int, sold: bool, otherwise: Exception) -> Write:
    """Take units off the shelf: reserved, or sold at once. Refused if too few are left, or if what is on sale is not
    the revision that was quoted."""
    promised = "sold" if sold else "reserved"
    return table.update(
        stock_key(product_id),
        f"ADD available :fewer, {promised} :quantity",
        when="on_sale = :yes AND revision = :revision AND available >= :quantity",
        otherwise=otherwise,
        fewer=-quantity,
        quantity=quantity,
        revision=revision,
        yes=True,
    )


def take_again(table: Table, product_id: str, *, quantity: int, otherwise: Exception) -> Write:
    """For an order whose reservation is gone and whose money came all the same: at the price that was promised then."""
    return table.update(
        stock_key(product_id),
        "ADD available :fewer, sold :quantity",
        when="available >= :quantity",
        otherwise=otherwise,
        fewer=-quantity,
        quantity=quantity,
    )


def sell_reserved(table: Table, product_id: str, quantity: int) -> Write:
    return _move(table, product_id, "ADD reserved :fewer, sold :quantity", quantity)


def release(table: Table, product_id: str, quantity: int) -> Write:
    return _move(table, product_id, "ADD reserved :fewer, available :quantity", quantity)


def put_back(table: Table, product_id: str, quantity: int) -> Write:
    """Sold, and never collected from the household: on sale again."""
    return table.update(
        stock_key(product_id),
        "ADD sold :fewer, available :quantity",
        when="sold >= :quantity",
        fewer=-quantity,
        quantity=quantity,
    )


def _move(table: Table, product_id: str, expression: str, quantity: int) -> Write:
    # The condition can only fail if a reservation was released twice; the reservation row of the same transaction
    # prevents that, and this keeps the books from ever going below zero if it did not.
    return table.update(
        stock_key(product_id), expression, when="reserved >= :quantity", fewer=-quantity, quantity=quantity
    )


def adjust(
    table: Table, product_id: str, adjustment: Adjustment, *, refused: Exception, repeated: Exception
) -> list[Write]:
    """Goods put in or taken out by hand: a difference with its reason, never an overwriting of what sales did. Raises
    ``refused`` if less would be left than nothing, ``repeated`` for an adjustment that was made already."""
    row = {
        "change": adjustment.change,
        "reason": adjustment.reason,
        "actor": adjustment.actor,
        "at": adjustment.at.isoformat(),
    }
    update = table.update(
        stock_key(product_id),
        "ADD available :change",
        when="attribute_exists(pk) AND available >= :least",
        otherwise=refused,
        change=adjustment.change,
        least=max(0, -adjustment.change),
    )
    return [table.create(adjustment_key(product_id, adjustment.id), row, otherwise=repeated), update]
