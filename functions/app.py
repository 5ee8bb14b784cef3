"""The Chalice application: registers what is written elsewhere, and nothing else."""

from chalice.app import Chalice
from chalicelib import logs
from chalicelib.web import (
    api,
    cart_pages,
    checkout_pages,
    desk_access,
    desk_acts,
    desk_held,
    desk_labels,
    desk_pages,
    desk_proposals,
    desk_queues,
    desk_refunds,
    desk_statements,
    desk_work,
    openapi,
    order_pages,
    preview,
    webhooks,
)
from chalicelib.workers import clock, dispatch, outbox, publish, reconcile, refund

logs.set_up()
app = Chalice(app_name="xulang")

for module in (
    api,
    openapi,
    cart_pages,
    checkout_pages,
    order_pages,
    preview,
    webhooks,
    desk_access,
    desk_pages,
    desk_queues,
    desk_work,
    desk_held,
    desk_labels,
    desk_statements,
    desk_proposals,
    desk_acts,
    desk_refunds,
):
    app.register_blueprint(module.routes)
for module in (clock, dispatch, outbox, publish, reconcile, refund):
    app.register_blueprint(module.worker)
