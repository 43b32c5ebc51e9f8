"""The exit status and the two lines of each failure, with the provider's refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.transcripts import inject

if TYPE_CHECKING:
    from tests.helpers.transcripts import Shell

REFUSALS = {
    "insufficient_credits": """
        ! Error: kie/veo: the account is out of credits<...>
        ! Add credits at the provider, and run the command again. No task was created.
        [4]
    """,
    "content": """
        ! Error: kie/veo: <...>
        ! Change the prompt or the source. The same request would be refused again.
        [7]
    """,
    "maintenance": """
        ! Error: kie/veo: kie is under maintenance<...>
        ! Run the command again later. No task was created.
        [1]
    """,
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refused_submission(shell: Shell, refusal: str) -> None:
    fault = f"""
        [[fault]]
        kind = "kie/veo"
        on = "submit"
        do = "refuse"
        refusal = "{refusal}"
        times = 4
    """
    inject(shell.environment, fault)
    shell.check(f"""
        $ longtake generate kie/veo --prompt "A dog"
        {REFUSALS[refusal]}
    """)


@pytest.mark.parametrize(
    ("failure", "lines"),
    [
        (
            "error",
            """
            ! Error: kie/veo: the task failed: <...>
            ! For details, run: longtake status <id>
            [6]
            """,
        ),
        (
            "moderation",
            """
            ! Error: kie/veo: the task failed: <...>
            ! Change the prompt or the source. The same request would be refused again.
            [7]
            """,
        ),
    ],
)
def test_a_failed_task(shell: Shell, failure: str, lines: str) -> None:
    inject(shell.environment, f'[[task]]\nkind = "kie/veo"\nfail = "{failure}"\n')
    shell.check(f"""
        $ longtake generate kie/veo --prompt "A dog" --wait --poll 0.02
        ! <id> kie/veo: submitted
        ! ...
        ! <id> kie/veo: failed after <...> (<...>)
        {lines}
    """)


def test_an_unknown_outcome(shell: Shell) -> None:
    fault = '[[fault]]\nkind = "kie/veo"\non = "submit"\ndo = "cut"\naccepted = true\n'
    inject(shell.environment, fault)
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog"
        ! Error: kie/veo: <...>
        ! Do not run the command again: it may be charged twice. Run: longtake reconcile
        [9]
    """)


def test_a_timeout_names_the_command_that_waits_again(shell: Shell) -> None:
    inject(shell.environment, '[[task]]\nkind = "kie/veo"\nlasts_s = 500000\n')
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog" --wait --poll 0.02 --timeout 0.3
        ! <id> kie/veo: submitted
        ! ...
        ! Error: kie/veo: not done after <...> s (last state: <...>
        ! The task continues at the provider. Run: longtake wait <id>
        [8]
    """)
