"""The import graph of packages, read from their source: which module imports which, and circles."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path


def import_graph(*packages: Path) -> dict[str, set[str]]:
    """Return the modules that each module of the packages imports, of these packages alone.

    Imports inside functions and under `TYPE_CHECKING` count. `from a import b` is an import of the
    module `a.b` where there is one, and of `a` otherwise. The packages that Python loads on the way
    to a module do not count: every module of a package would depend on its `__init__`.

    Args:
        packages: The folders of top-level packages, such as `overlays/longtake`.

    Returns:
        Dotted names, each with the dotted names that it imports.
    """
    files = dict(pair for package in packages for pair in _modules(package))
    return {
        name: {target for target in _imported(name, path, files.keys()) if target != name}
        for name, path in files.items()
    }


@cache
def syntax_tree(path: Path) -> ast.Module:
    """Return the syntax tree of a module, parsed once. It must not be changed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def circles(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return the groups of modules that import one another, each sorted: none is a good graph.

    A group is a strongly connected component of two modules or more.
    """
    reached = {name: _reachable(graph, name) for name in graph}
    groups = {
        tuple(sorted(other for other in reached[name] if name in reached[other]))
        for name in graph
        if name in reached[name]
    }
    return sorted(list(group) for group in groups)


def _modules(package: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def _imported(module: str, path: Path, known: Collection[str]) -> Iterator[str]:
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _nearest(alias.name, known)
        elif isinstance(node, ast.ImportFrom):
            source = _source(node, module, is_package=path.name == "__init__.py")
            for alias in node.names:
                yield from _nearest(f"{source}.{alias.name}", known)


def _source(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    """Return the absolute name of what stands between `from` and `import`."""
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    kept = parts[: len(parts) - node.level + is_package]
    return ".".join([*kept, node.module] if node.module else kept)


def _nearest(name: str, known: Collection[str]) -> Iterator[str]:
    """Yield the module that a dotted name is or stands in, if it is one of the known ones."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    if name:
        yield name


def _reachable(graph: Mapping[str, Iterable[str]], start: str) -> set[str]:
    """Return the modules that a module imports, directly or through others."""
    found: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += graph.get(name, ())
    return found
