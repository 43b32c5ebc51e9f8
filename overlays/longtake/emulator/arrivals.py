"""What arrived, in words: for the log of the command, and beside a test that failed."""

from longtake.emulator.ledger import NOBODY, DeliveryRecord, Ledger, RequestRecord


def arrival(record: RequestRecord, ledger: Ledger) -> str:
    """Write a request and what became of it in one line."""
    parts = ["no answer" if record.status is None else str(record.status)]
    if record.code not in {None, record.status}:
        parts.append(f"code {record.code}")
    if record.task_id is not None:
        parts.append(f"made {record.task_id}{_price(record.task_id, ledger)}")
    if record.fault is not None:
        parts.append(f"on purpose: {record.fault}")
    if record.provider == NOBODY:
        parts.append("no vendor is there: is a base URL mistyped?")
    return f"{record.provider} {record.method} {_asked(record)}: {', '.join(parts)}"


def delivery(record: DeliveryRecord) -> str:
    """Write a call to a callback address and what became of it in one line."""
    parts = [str(record.error) if record.status is None else str(record.status)]
    if record.attempt > 1:
        parts.append(f"try {record.attempt}")
    if record.fault is not None:
        parts.append(f"on purpose: {record.fault}")
    called = f"{record.family} calls {record.url} ({record.task_id} {record.state})"
    return f"{_plain(called)}: {', '.join(map(_plain, parts))}"


def _asked(record: RequestRecord) -> str:
    asked = f"{record.path}?{record.query}" if record.query else record.path
    return _plain(asked)


def _plain(text: str) -> str:
    # Whatever a client sends, it writes no lines of its own here, and no control characters.
    return text.encode("unicode_escape").decode("ascii")


def _price(task_id: str, ledger: Ledger) -> str:
    create = ledger.create_of(task_id)
    if create is None or not create.credits:
        return ""
    return f" for {create.credits:g} {'credit' if create.credits == 1 else 'credits'}"
