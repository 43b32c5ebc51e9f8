"""What a provider is: declared once, in the provider's own package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from longtake._core.key_pair import KeyPairSigning
    from longtake._core.rate_limit import Rate
    from longtake._core.responses import ErrorClassifier, SubmitClassifier


@frozen(kw_only=True)
class Provider:
    """Whoever issues a key, and how its API is spoken to.

    Attributes:
        name: The provider's name in longtake, such as `kie`.
        module: The module with `TASK_KINDS`, the task kinds by name, and with `CALLBACK_SIGNING` if it signs
            callbacks. It is imported when a task is first used.
        key_variable: The environment variable that may hold the key.
        base_url_variable: The environment variable that may point elsewhere.
        base_url: The vendor's own address.
        key_page: Where keys are made, for the message that none was found.
        judge: What the vendor's status and codes mean.
        judge_submit: What a response to a submission means that `classify` takes for a success.
        rate_limit_window_s: Seconds to wait after "too many" when the vendor does not say how long.
        path_on: From a host and a path of the specification to the path on that host.
        signing: How tokens are made, where some of its hosts know pairs of keys.
        lists_at: Whether a read at that path may be answered with a JSON array, and not an object.
        submits: How often an account may start tasks, where the vendor says.
        running: How many tasks of an account may run at once, where the vendor says.
        uncharged: The requests that cost nothing although they are neither GET nor DELETE, and whether each
            may be repeated, as the generated `operations` module says it.
    """

    name: str
    module: str
    key_variable: str
    base_url_variable: str
    base_url: str
    key_page: str
    classify: ErrorClassifier
    classify_submit: SubmitClassifier | None = None
    rate_limit_window_s: float
    path_on: Callable[[str, str], str] = field(default=lambda _host, path: path)
    key_pair_signing: KeyPairSigning | None = None
    lists_at: Callable[[str], bool] = field(default=lambda _path: False)
    submit_rate: Rate | None = None
    max_running: int | None = None
    uncharged: Mapping[str, bool] = field(factory=dict[str, bool])
