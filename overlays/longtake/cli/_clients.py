"""The clients of a run, and their common journal. Each is opened at its first use."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from longtake.cli._errors import CommandError, Status

if TYPE_CHECKING:
    from longtake import Entry, Journal, Task
    from longtake._shell.client import SyncClient

# Copied from longtake._shell.client, which is imported only with a client.
_JOURNAL_VARIABLE = "LONGTAKE_JOURNAL"
_NO_JOURNAL = "off"
_PROFILE_VARIABLE = "LONGTAKE_PROFILE"
_NO_KEY = "no-key"
_TOKEN_STARTS = ("lt1.", "lt2.")


class Clients:
    """The clients of a run by provider, and its journal.

    Args:
        journal: The option `--journal`, None if it is not given.
        profile: The option `--profile`, None if it is not given.
    """

    def __init__(self, journal: str | None = None, profile: str | None = None) -> None:
        self._journal_url = journal
        self._profile = profile
        self._journal: Journal | None = None
        self._clients: dict[str, SyncClient[Any]] = {}

    @property
    def has_journal(self) -> bool:
        """Return whether the run has a journal. `--journal off` disables it."""
        return self._url() != _NO_JOURNAL

    @property
    def journal_exists(self) -> bool:
        """Return whether the journal has a file. For a database at a URL, nothing is checked."""
        url = self._url()
        return "://" in url or Path(url).exists()

    @property
    def journal(self) -> Journal:
        """Return the journal.

        Raises:
            CommandError: If the journal is off, its URL is invalid, or the extra is not installed.
        """
        if self._journal is None:
            url = self._url()
            if url == _NO_JOURNAL:
                raise CommandError(
                    "the command needs a journal, and the journal is off",
                    "Leave out --journal off, or unset LONGTAKE_JOURNAL.",
                )
            if find_spec("sqlalchemy") is None:
                raise CommandError(
                    "the journal of tasks needs the package sqlalchemy",
                    "Run: pip install 'longtake[cli]'",
                    Status.MISSING_EXTRA,
                )
            from longtake.errors import InvalidRequestError  # noqa: PLC0415 - as above
            from longtake.journal import Journal  # noqa: PLC0415 - only some commands need it

            try:
                self._journal = Journal(url)
            except InvalidRequestError as error:
                raise self._wrong_url(str(error)) from error
        return self._journal

    def client(self, provider: str) -> SyncClient[Any]:
        """Return the client of a provider, with the journal.

        Raises:
            MissingCredentialsError: If no key is found.
            InvalidRequestError: If there is no such provider, or its settings are invalid.
        """
        if provider not in self._clients:
            from longtake._providers import entry  # noqa: PLC0415 - only some commands need it

            self._choose_profile()
            journal: Any = self.journal if self.has_journal else _NO_JOURNAL
            self._clients[provider] = entry(provider).client(profile=self._profile, journal=journal)
        return self._clients[provider]

    def entry(self, id_or_token: str) -> Entry:
        """Return the journal's entry for a short id or token.

        Raises:
            CommandError: If there is no such entry, or more than one, or the journal is off.
            JournalError: If the journal cannot be read.
        """
        from longtake.errors import InvalidRequestError  # noqa: PLC0415 - only some commands need it

        try:
            return self.journal.entry(id_or_token)
        except InvalidRequestError as error:
            raise CommandError(str(error), "Run: longtake tasks") from error

    def task(self, id_or_token: str) -> Task:
        """Return the task for a short id or token. A token need not be in the journal.

        Raises:
            CommandError: If there is no such entry, or more than one, or the journal is off.
            InvalidRequestError: If the entry has no task.
            MissingCredentialsError: If no key is found.
        """
        from longtake._core.tokens import read_token  # noqa: PLC0415 - only some commands need it

        if id_or_token.startswith(_TOKEN_STARTS):
            return self.client(read_token(id_or_token).provider).from_token(id_or_token)
        found = self.entry(id_or_token)
        return found.task(self.client(found.provider))

    def unsent(self, provider: str, transport: Any) -> SyncClient[Any]:  # noqa: ANN401 - as in longtake._shell
        """Return a new client with another transport, and without a journal. It needs no key.

        Args:
            provider: The provider.
            transport: The transport.

        Raises:
            InvalidRequestError: If there is no such provider, or its settings are invalid.
        """
        from longtake._providers import entry  # noqa: PLC0415 - only some commands need it

        made = entry(provider).client
        self._choose_profile()
        if self._profile or os.environ.get(_PROFILE_VARIABLE, "").strip():
            # The profile may have the base URL.
            return made(profile=self._profile, transport=transport, journal=_NO_JOURNAL)
        return made(_NO_KEY, transport=transport, journal=_NO_JOURNAL)

    def close(self) -> None:
        """Close the clients and the journal."""
        for client in self._clients.values():
            client.close()
        if self._journal is not None:
            self._journal.close()

    def _wrong_url(self, what: str) -> CommandError:
        """Return the error for an invalid URL of the journal, with the option or variable that has it."""
        if self._journal_url is None:
            what = what.replace(
                "journal must", f"the environment variable {_JOURNAL_VARIABLE} must", 1
            )
            return CommandError(what, f"Correct {_JOURNAL_VARIABLE}, and run the command again.")
        return CommandError(
            what, "Pass the path of a file before the command: longtake --journal FILE tasks"
        )

    def _choose_profile(self) -> None:
        if self._profile is None:
            from longtake.cli._profiles import use_default_profile  # noqa: PLC0415 - only clients need it

            use_default_profile()

    def _url(self) -> str:
        chosen = self._journal_url or os.environ.get(_JOURNAL_VARIABLE, "").strip()
        return chosen or str(_default_journal())


def _default_journal() -> Path:
    """Return the path of the journal in the user's state folder. Create the folder if it is missing."""
    from platformdirs import user_state_path  # noqa: PLC0415 - only some commands need it

    folder = user_state_path("longtake", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise CommandError(
            f"the folder {folder} cannot be created: {error.strerror or error}",
            "Pass --journal FILE, or set LONGTAKE_JOURNAL.",
            Status.OTHER,
        ) from error
    return folder / "tasks.db"
