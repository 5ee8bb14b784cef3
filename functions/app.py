"""The Chalice application: registers what is written elsewhere, and nothing else."""

from chalice.app import Chalice
from chalicelib import logs
from chalicelib.web import api, cart_pages, checkout_pages, order_pages, webhooks
from chalicelib.workers import clock, dispatch, outbox, publish, refund

logs.set_up()
app = Chalice(app_name="xulang")

for module in (api, cart_pages, checkout_pages, order_pages, webhooks):
    app.register_blueprint(module.routes)
for module in (clock, dispatch, outbox, publish, refund):
    app.register_blueprint(module.worker)
