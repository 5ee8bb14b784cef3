"""What the pages of the operator's desk show. As everywhere, a view holds words and figures; nothing is looked up."""

from __future__ import annotations

from chalicelib.pages.desk_views.callbacks import CallbackPage, Choice, ParkedPage, ParkedRow
from chalicelib.pages.desk_views.deciding import Fact, ProposalCard, ProposalsPage
from chalicelib.pages.desk_views.frame import Desk, LabelPage, LoginPage, RefusalPage
from chalicelib.pages.desk_views.orders import (
    DeskParcel,
    DeskRefund,
    FilePage,
    Found,
    FoundPage,
    Happening,
    Receiver,
    RefundForm,
    RefundLineField,
    RefundParcel,
    RefundPreviewPage,
)
from chalicelib.pages.desk_views.overview import Cause, HomePage, LogPage, LogRow, Tile, WorkPage, WorkRow
from chalicelib.pages.desk_views.statements import CashRow, DifferencePage, LineRow, StatementRow, StatementsPage

DeskView = (
    LoginPage
    | HomePage
    | WorkPage
    | FoundPage
    | FilePage
    | RefundPreviewPage
    | ParkedPage
    | CallbackPage
    | StatementsPage
    | DifferencePage
    | ProposalsPage
    | LogPage
    | LabelPage
    | RefusalPage
)

# One door for all of them: who makes or draws a view imports from here.
__all__ = [
    "CallbackPage",
    "CashRow",
    "Cause",
    "Choice",
    "Desk",
    "DeskParcel",
    "DeskRefund",
    "DeskView",
    "DifferencePage",
    "Fact",
    "FilePage",
    "Found",
    "FoundPage",
    "Happening",
    "HomePage",
    "LabelPage",
    "LineRow",
    "LogPage",
    "LogRow",
    "LoginPage",
    "ParkedPage",
    "ParkedRow",
    "ProposalCard",
    "ProposalsPage",
    "Receiver",
    "RefundForm",
    "RefundLineField",
    "RefundParcel",
    "RefundPreviewPage",
    "RefusalPage",
    "StatementRow",
    "StatementsPage",
    "Tile",
    "WorkPage",
    "WorkRow",
]
