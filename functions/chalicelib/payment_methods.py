"""The ways to pay that are configured, and who may tell of payments. One whose secret is not set is not there: it is
not offered, and its callbacks find nobody."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from chalicelib.payments.cash import CashOnDelivery
from chalicelib.payments.casso import Casso
from chalicelib.payments.casso_v1 import CassoV1
from chalicelib.payments.localstripe import LocalstripeCards
from chalicelib.payments.momo import MoMo
from chalicelib.payments.momo_refunds import MoMoRefunds
from chalicelib.payments.payos import PayOS
from chalicelib.payments.sepay import SePay, SePayTransactions
from chalicelib.payments.stripe_cards import StripeCards
from chalicelib.payments.stripe_events import StripeEvents
from chalicelib.payments.stripe_refunds import StripeRefunds
from chalicelib.payments.vietqr import VietQR
from chalicelib.payments.vnpay import VNPay
from chalicelib.payments.vnpay_refunds import VNPayRefunds
from chalicelib.payments.zalopay import ZaloPay
from chalicelib.payments.zalopay_refunds import ZaloPayRefunds
from chalicelib.ports import (
    AskableProvider,
    CardProvider,
    PaymentBatches,
    PaymentCallbacks,
    PaymentList,
    PaymentProvider,
)
from chalicelib.refund_ports import Refunding
from chalicelib.settings import Settings

STRIPE = "https://api.stripe.com"


class PaymentMethods:
    """Raises :class:`~chalicelib.settings.MissingSetting` where a method has its secret and lacks something else, and
    ValueError for settings that cannot work."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def providers(self) -> Mapping[str, PaymentProvider]:
        """Ways to pay, by name, in the order in which they are offered."""
        built: tuple[PaymentProvider | None, ...] = (
            CashOnDelivery(),
            self._vietqr(),
            self._vnpay,
            self._momo,
            self._zalopay,
            self._stripe,
        )
        return {provider.name: provider for provider in built if provider is not None}

    @cached_property
    def cards(self) -> Mapping[str, CardProvider]:
        """Those of the ways to pay that charge a card, by name."""
        return {self._stripe.name: self._stripe} if self._stripe else {}

    @cached_property
    def askable(self) -> Mapping[str, AskableProvider]:
        """Those that tell, when asked, what became of a payment, by name."""
        built: tuple[AskableProvider | None, ...] = (self._vnpay, self._momo, self._zalopay)
        return {provider.name: provider for provider in built if provider is not None}

    @cached_property
    def refunding(self) -> Mapping[str, Refunding]:
        """Those that give money back when asked, by name."""
        built: tuple[Refunding | None, ...] = (
            StripeRefunds(self._stripe) if self._stripe else None,
            VNPayRefunds(self._vnpay) if self._vnpay else None,
            MoMoRefunds(self._momo) if self._momo else None,
            ZaloPayRefunds(self._zalopay) if self._zalopay else None,
        )
        return {provider.name: provider for provider in built if provider is not None}

    @cached_property
    def callbacks(self) -> Mapping[str, PaymentCallbacks | PaymentBatches]:
        """Who reads what is sent to ``/webhooks/<name>``."""
        built: Mapping[str, PaymentCallbacks | PaymentBatches | None] = {
            **self._bank_reports,
            "vnpay": self._vnpay,
            "momo": self._momo,
            "zalopay": self._zalopay,
            "stripe": self._stripe,
        }
        return {name: reader for name, reader in built.items() if reader is not None}

    @cached_property
    def lists(self) -> Mapping[str, PaymentList]:
        """Who keeps a list of payments of its own, by name."""
        of = self._settings
        found: dict[str, PaymentList] = {self._stripe.name: StripeEvents(self._stripe)} if self._stripe else {}
        if token := of.get("SEPAY_API_TOKEN"):
            account, base = of["VIETQR_ACCOUNT_NUMBER"], of["SEPAY_API_BASE"]
            found["sepay"] = SePayTransactions(account_number=account, api_base=base, token=token)
        return found

    @cached_property
    def _bank_reports(self) -> Mapping[str, PaymentCallbacks | PaymentBatches]:
        """Who watches the bank account, each at its own address; SePay at its first one as well."""
        of, account = self._settings, self._settings.get("VIETQR_ACCOUNT_NUMBER")
        found: dict[str, PaymentCallbacks | PaymentBatches] = {}
        if account and (secret := of.get("SEPAY_WEBHOOK_SECRET")):
            found["sepay"] = found["vietqr"] = SePay(account_number=account, webhook_secret=secret)
        if account and (key := of.get("CASSO_WEBHOOK_KEY")):
            found["casso"] = Casso(account_number=account, webhook_key=key)
        if account and (token := of.get("CASSO_SECURE_TOKEN")):
            found["casso-v1"] = CassoV1(account_number=account, secure_token=token)
        if account and (key := of.get("PAYOS_CHECKSUM_KEY")):
            found["payos"] = PayOS(account_number=account, checksum_key=key)
        return found

    def _vietqr(self) -> VietQR | None:
        """Offered only where somebody reports what arrives: else nobody would ever know that an order is paid."""
        if not self._bank_reports:
            return None
        of = self._settings
        return VietQR(
            bank_bin=of["VIETQR_BANK_BIN"],
            bank_name=of["VIETQR_BANK_NAME"],
            account_number=of["VIETQR_ACCOUNT_NUMBER"],
            account_name=of["VIETQR_ACCOUNT_NAME"],
        )

    @cached_property
    def _vnpay(self) -> VNPay | None:
        of = self._settings
        if not of.get("VNPAY_HASH_SECRET"):
            return None
        return VNPay(
            tmn_code=of["VNPAY_TMN_CODE"],
            hash_secret=of["VNPAY_HASH_SECRET"],
            pay_url=of["VNPAY_PAY_URL"],
            api_base=of["VNPAY_API_BASE"],
        )

    @cached_property
    def _momo(self) -> MoMo | None:
        of = self._settings
        if not of.get("MOMO_SECRET_KEY"):
            return None
        return MoMo(
            partner_code=of["MOMO_PARTNER_CODE"],
            access_key=of["MOMO_ACCESS_KEY"],
            secret_key=of["MOMO_SECRET_KEY"],
            api_base=of["MOMO_API_BASE"],
            callback_url=self._callback_url("momo"),
        )

    @cached_property
    def _zalopay(self) -> ZaloPay | None:
        of = self._settings
        if not of.get("ZALOPAY_KEY1"):
            return None
        return ZaloPay(
            app_id=of["ZALOPAY_APP_ID"],
            key1=of["ZALOPAY_KEY1"],
            key2=of["ZALOPAY_KEY2"],
            api_base=of["ZALOPAY_API_BASE"],
            callback_url=self._callback_url("zalopay"),
        )

    @cached_property
    def _stripe(self) -> StripeCards | None:
        of = self._settings
        if not of.get("STRIPE_SECRET_KEY"):
            return None
        kind = StripeCards if of["STRIPE_API_BASE"] == STRIPE else LocalstripeCards
        return kind(
            secret_key=of["STRIPE_SECRET_KEY"],
            publishable_key=of["STRIPE_PUBLISHABLE_KEY"],
            webhook_secret=of["STRIPE_WEBHOOK_SECRET"],
            script_url=of["STRIPE_JS_URL"],
            api_base=of["STRIPE_API_BASE"],
        )

    def _callback_url(self, name: str) -> str:
        return f"{self._settings['XULANG_PUBLIC_URL'].rstrip('/')}/webhooks/{name}"
