"""Reconcile submissions at kie.ai, which lists no tasks and reports only the balance."""

from __future__ import annotations

from typing import Final

from longtake._core.reconcile.submission import Undetermined, UnknownSubmit
from longtake._core.task_kind import Call, Lookup, Reconciler
from longtake._core.values import as_number
from longtake_kie import Client
from longtake_kie.api.account import get_credit_balance
from longtake_kie.models import CreditBalanceResponse


def _lookup(_unknown: UnknownSubmit) -> Lookup[Client]:
    response = yield Call[Client](
        lambda client: get_credit_balance.sync_detailed(client=client),
        lambda client: get_credit_balance.asyncio_detailed(client=client),
    )
    parsed: object = response.parsed
    balance = as_number(parsed.data) if isinstance(parsed, CreditBalanceResponse) else None
    hint = (
        ""
        if balance is None
        else f". The balance is {balance:.10g} credits; the difference from an earlier balance is only a "
        "hint, because other tasks are charged to the account too"
    )
    return Undetermined(
        reason=f"kie.ai has no list of tasks. Check the logs at kie.ai{hint}",
        evidence="the balance of the account",
        balance=balance,
    )


RECONCILER: Final = Reconciler[Client](
    lookup=_lookup,
    advice="kie.ai has no list of tasks; reconcile() reads only the balance, which is a hint. Check the logs "
    "at kie.ai, or compare the balance with an earlier one, before you submit again. If you passed a "
    "callback URL, the callback has the task id",
)
