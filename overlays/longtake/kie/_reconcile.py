"""What became of a submit in doubt at kie.ai: it lists no tasks, and tells the balance alone."""

from __future__ import annotations

from typing import Final

from longtake._core.reconcile.submission import Undetermined, UnknownSubmit
from longtake._core.task_kind import Call, Lookup, Reconciler
from longtake._core.values import as_number
from longtake_kie import Client
from longtake_kie.api.account import get_credit_balance
from longtake_kie.models import CreditBalanceResponse


def _lookup(_doubt: UnknownSubmit) -> Lookup[Client]:
    answer = yield Call[Client](
        lambda client: get_credit_balance.sync_detailed(client=client),
        lambda client: get_credit_balance.asyncio_detailed(client=client),
    )
    told: object = answer.parsed
    balance = as_number(told.data) if isinstance(told, CreditBalanceResponse) else None
    return Undetermined(
        reason="kie.ai lists no tasks. Compare the balance with what it was before, if you know that: it "
        "is a hint only, for it does not say which task was paid from it",
        evidence="the account's balance of credits",
        balance=balance,
    )


RECONCILER: Final = Reconciler[Client](
    lookup=_lookup,
    advice="reconcile() reads the balance of credits, which is a hint: kie.ai lists no tasks. Look at the "
    "logs at kie.ai, or compare the balance with what it was before, before you submit again. A callback "
    "that was asked for would bring the task's id",
)
