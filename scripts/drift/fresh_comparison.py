"""A provider's fresh pages compared with what is committed of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from scripts.drift import names, sources
from scripts.drift.change_kinds import ChangeKind
from scripts.drift.comparing import compare, simple
from scripts.drift.report import Comparison
from scripts.drift.wording import code
from scripts.specs import files
from scripts.specs.check import described, problems
from scripts.specs.declarations import mistakes
from scripts.specs.errors import SpecError, shown
from scripts.specs.readers import read_page

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.drift.changes import DriftChange
    from scripts.drift.comparing import PythonComparison
    from scripts.drift.fresh_pages import FreshPages
    from scripts.specs.json_types import JsonObject
    from scripts.specs.overlay import Action, ActionFailure

_LONGEST_TARGET: Final = 200


@frozen
class CommittedProvider:
    """Where a provider's committed things are."""

    specs: Path
    name: str

    @property
    def pages(self) -> dict[str, Path]:
        """The committed pages, by name."""
        return {file.name: file for file in files.pages(self.specs, self.name)}

    @property
    def written(self) -> list[Path]:
        """Its documents in our own words."""
        return files.written(self.specs / self.name)

    @property
    def supplement(self) -> Path | None:
        """Its supplement, if it has one."""
        file = self.specs / self.name / "supplement.yaml"
        return file if file.exists() else None

    @property
    def document(self) -> Path:
        """Its committed specification."""
        return files.target(self.specs, self.name)


def compare_provider(
    provider: CommittedProvider, fresh: FreshPages, python: PythonComparison | None
) -> Comparison:
    """Return what the fresh pages change. A page that cannot be read is a change, and no obstacle to others.

    Raises:
        SpecError: If what is committed cannot be read.
    """
    result = Comparison(
        provider.name, shown(provider.document), shown(fresh.folder), [], _notes(provider, fresh)
    )
    if not fresh.pages and not fresh.removed:
        return result
    old = sources.read(provider.document, None).document
    pages, result.changes = _chosen(provider, fresh)
    try:
        result.changes += _compared(provider, old, pages, python)
    except SpecError as error:
        # Pages that do not go together, or a supplement that cannot be read.
        result.changes.append(_broken(error))
        kept = _without_broken(provider, pages)
        if kept != pages:
            result.changes += _compared(provider, old, kept, python)
    return result


def about_supplement(
    before: sources.SourceDocument, after: sources.SourceDocument
) -> list[DriftChange]:
    """Return its actions that no longer fit, and those that are of no use any more.

    What a finished document needed is not known, and what was so before is no news.
    """
    known = {failure.action.id for failure in before.failures}
    found = [_unmatched(item) for item in after.failures if item.action.id not in known]
    known_ids = {action.id for action in before.superfluous}
    if not before.is_finished:
        found += [_superfluous(item) for item in after.superfluous if item.id not in known_ids]
    return found


def _unmatched(failure: ActionFailure) -> DriftChange:
    """Return a supplement's action that no longer fits the pages."""
    action = failure.action
    if failure.part:
        matches = f"corrects {code('.'.join(failure.part))}, which is no longer there, at"
    else:
        matches = "no longer matches"
    text = (
        f"The supplement's action {code(action.id)} (line {action.line}) {matches} "
        f"{code(action.target, _LONGEST_TARGET)}. Why it is there: {_sentence(action.description)}"
    )
    return evolve(simple(ChangeKind.SUPPLEMENT_UNMATCHED, text), old=_action_json(action))


def _superfluous(action: Action) -> DriftChange:
    """Return the change for a supplement's action whose update the pages have by themselves."""
    text = (
        f"The supplement's action {code(action.id)} (line {action.line}) changes nothing any more: "
        f"the page has it. Why it is there: {_sentence(action.description)}"
    )
    return evolve(simple(ChangeKind.SUPPLEMENT_SUPERFLUOUS, text), old=_action_json(action))


def _action_json(action: Action) -> JsonObject:
    return {
        "action": action.id,
        "line": action.line,
        "target": action.target,
        "description": action.description,
    }


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _notes(provider: CommittedProvider, fresh: FreshPages) -> list[str]:
    committed = provider.pages
    notes = [f"page {code(name)} is new" for name in fresh.pages if name not in committed]
    notes += [
        _with_reason(f"page {code(name)} was removed", why) for name, why in fresh.removed.items()
    ]
    notes += [
        _with_reason(f"page {code(name)} could not be fetched", why)
        for name, why in fresh.failed.items()
    ]
    known = {*fresh.pages, *fresh.removed, *fresh.failed}
    notes += [f"page {code(name)} is not in the folder" for name in committed if name not in known]
    return notes


def _with_reason(text: str, reason: str) -> str:
    return f"{text}: {reason}" if reason else text


def _chosen(provider: CommittedProvider, fresh: FreshPages) -> tuple[list[Path], list[DriftChange]]:
    """Return the pages that are to be read, in the order in which `make specs` reads them."""
    chosen = {name: file for name, file in provider.pages.items() if name not in fresh.removed}
    found: list[DriftChange] = []
    for name, file in fresh.pages.items():
        try:
            read_page(file)
        except SpecError as error:
            # The committed page stands in for it: nothing shows that anything else was removed.
            found.append(_unreadable(error, file))
        else:
            chosen[name] = file
    return files.in_order(provider.specs, provider.name, chosen.values()), found


def _without_broken(provider: CommittedProvider, pages: list[Path]) -> list[Path]:
    """Return the pages of which a specification comes, with committed ones in place of the others.

    Fresh pages are taken one after another; one with which no specification comes is left out.
    """
    committed = provider.pages
    kept = [committed[page.name] for page in pages if page.name in committed]
    for page in pages:
        if page == committed.get(page.name):
            continue
        others = [known for known in kept if known.name != page.name]
        tried = files.in_order(provider.specs, provider.name, [*others, page])
        try:
            sources.of_pages(tried, provider.written, provider.supplement).normalized()
        except SpecError:
            continue
        kept = tried
    return kept


def _unreadable(error: SpecError, file: Path) -> DriftChange:
    line = "" if error.line is None else f", line {error.line}"
    reason = _sentence(error.message.removeprefix("cannot be read: "))
    text = f"The page {code(file.name)} cannot be read{line}: {reason}"
    change = simple(ChangeKind.PAGE_UNREADABLE, text)
    return evolve(change, new={"page": file.name, "line": error.line, "reason": error.message})


def _broken(error: SpecError) -> DriftChange:
    place = "" if error.file is None else f" ({error.file.name})"
    reason = _sentence(error.message.strip())
    return simple(
        ChangeKind.SPECIFICATION_BROKEN, f"No specification comes of the pages{place}: {reason}"
    )


def _compared(
    provider: CommittedProvider, old: JsonObject, pages: list[Path], python: PythonComparison | None
) -> list[DriftChange]:
    before = sources.of_pages([*provider.pages.values()], provider.written, provider.supplement)
    new = sources.of_pages(pages, provider.written, provider.supplement, before)
    known = names.finished(old)
    names.apply_names(new.document, names.moved(new.document, old, known))
    document = new.normalized()
    found = about_supplement(before, new)
    broken = problems(document) or described(mistakes(document))
    if broken and all(failure.part for failure in new.failures):
        # Without a whole action, whatever else is wrong may follow from that. A part is left out with what it
        # corrects, such as the text of a parameter that was renamed.
        more = f", and {len(broken) - 1} more" if len(broken) > 1 else ""
        found.append(_broken(SpecError(f"{broken[0]}{more}")))
    return [*found, *compare(old, document, python)]
