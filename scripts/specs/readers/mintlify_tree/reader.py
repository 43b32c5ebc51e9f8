"""The reader: from the fences of a page to the OpenAPI document that they amount to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.specs import markdown
from scripts.specs.json_types import METHODS, obj, operations, text
from scripts.specs.merge import merge
from scripts.specs.page import Page, PageFragment
from scripts.specs.readers.mintlify_tree import content, parameters, respelled, security, servers
from scripts.specs.readers.mintlify_tree.tree import Tree
from scripts.specs.yaml.repair import read_page_yaml

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject
    from scripts.specs.markdown import Fence
    from scripts.specs.yaml.read import Location

# A specification's file, which may be missing, a method and a path.
_INFO = re.compile(r"(?:\S+ )?[a-z]+ /\S*")
_TREE_KEYS = frozenset({"paths", "components"})
# `type`, `codeSamples` and `xMint` are bookkeeping: they say how the page is shown.
_PAGE_KEYS = frozenset({
    "path", "method", "servers", "request", "response", "deprecated", "type", "codeSamples", "xMint"
})  # fmt: skip
_REQUEST_KEYS = frozenset({"security", "parameters", "body", "codeSamples", "xMint"})


class MintlifyTreeReader:
    """Reads the operations of a Mintlify page; most pages have one."""

    @property
    def dialect(self) -> str:
        """Return the dialect's name, for messages."""
        return "Mintlify tree"

    def recognises(self, page: Page) -> bool:
        """Return whether the page is written in this dialect."""
        return any(_is_tree(fence) for fence in markdown.fences(page))

    def read(self, page: Page) -> PageFragment:
        """Return the page as an OpenAPI fragment."""
        # Captured pages carry themselves twice.
        distinct = {fence.lines: fence for fence in markdown.fences(page) if _is_tree(fence)}
        read: list[PageFragment] = []
        for fence in distinct.values():
            fragment = _fragment(page, fence)
            if any(_operation_of(fragment) == _operation_of(other) for other in read):
                read[0].left_out("a further document for the same operation", fence.first_line)
            else:
                read.append(fragment)
        result = read[0] if len(read) == 1 else _together(page, read)
        markdown.note_text_around(result, "tree")
        result.notes = [*dict.fromkeys(result.notes)]
        return result


def _operation_of(fragment: PageFragment) -> tuple[str, str]:
    return next((path, method) for path, method, _ in operations(fragment.document))


def _together(page: Page, read: list[PageFragment]) -> PageFragment:
    result = PageFragment(page, merge(read))
    result.document["info"] = read[0].document["info"]
    for fragment in read:
        result.notes += fragment.notes
        result.lines |= fragment.lines
    return result


def _is_tree(fence: Fence) -> bool:
    first = next((line for line in fence.lines if line.strip()), "")
    if first.rstrip() != "paths:":
        return False
    inside = [line for line in fence.lines[:60] if re.match(r"  (path|method): ", line)]
    # A page whose tree is damaged should be refused for that, with a line.
    return len(inside) > 1 or _INFO.fullmatch(fence.info) is not None


def _fragment(page: Page, fence: Fence) -> PageFragment:
    if not fence.closed:
        raise page.error("expected the fence to be closed", fence.first_line - 1)
    result = PageFragment(page, {})
    value, source = read_page_yaml(fence.text, result, first_line=fence.first_line)
    tree = Tree(value, source, result)
    tree.mapping((), _TREE_KEYS)
    paths = tree.mapping(("paths",), _PAGE_KEYS)
    path, method = text(paths.get("path")), text(paths.get("method")).lower()
    if not path.startswith("/") or method not in METHODS:
        raise page.error(
            "expected `paths` with a `path` that begins with / and an HTTP `method`",
            source.line("paths"),
        )
    info = fence.info.split()
    if info and info[0].lower() in METHODS:
        info.insert(0, "")
    if info[1:] and [part.lower() for part in info[1:3]] != [method, path.lower()]:
        tree.result.left_out(
            "the fence names another operation than its tree", fence.first_line - 1
        )
    tree.result.document = _document(tree, path, method, info)
    _remember_lines(tree, path, method)
    return tree.result


def _document(tree: Tree, path: str, method: str, info: list[str]) -> JsonObject:
    tree.mapping(("paths", "request"), _REQUEST_KEYS)
    _shown_prose(tree)
    title = markdown.title(tree.result.page)
    document: JsonObject = {"openapi": "3.1.0", "info": {"title": title or path, "version": "1"}}
    if found := servers.read(tree):
        document["servers"] = found
    schemes, asked = security.read(tree)
    if (header := parameters.authorization(tree)) is not None and not asked:
        name, scheme, asked = header
        schemes[name] = scheme
    elif header is not None:
        tree.left_out(f"header `{header[0]}`: the security scheme says it", parameters.AT)
    if asked is not None:
        document["security"] = [*asked]
    document["paths"] = {path: {method: _operation(tree, path, info)}}
    components: JsonObject = {}
    if schemes:
        components["securitySchemes"] = schemes
    if schemas := _components(tree):
        components["schemas"] = schemas
    if components:
        document["components"] = components
    return document


def _remember_lines(tree: Tree, path: str, method: str) -> None:
    components = obj(tree.result.document.get("components"))
    places: dict[str, Location] = {f"{method.upper()} {path}": ("paths", "path")}
    for name in obj(components.get("schemas")):
        places[f"components.schemas.{name}"] = ("components", "schemas", name)
    for name in obj(components.get("securitySchemes")):
        places[f"components.securitySchemes.{name}"] = security.AT
    for place, at in places.items():
        if (line := tree.source.line(*at)) is not None:
            tree.result.lines[place] = line


def _operation(tree: Tree, path: str, info: list[str]) -> JsonObject:
    title = markdown.title(tree.result.page)
    operation: JsonObject = {"summary": title} if title else {}
    if summary := markdown.summary(tree.result.page):
        operation["description"] = summary
    if obj(tree.value.get("paths")).get("deprecated") is True:
        operation["deprecated"] = True
    if info and info[0]:
        operation["x-group"] = info[0]
    if found := parameters.read(tree, path):
        operation["parameters"] = found
    if body := content.body(tree):
        operation["requestBody"] = body
    operation["responses"] = content.responses(tree)
    return operation


def _components(tree: Tree) -> JsonObject:
    tree.mapping(("components",), frozenset({"schemas"}))
    schemas = tree.mapping(("components", "schemas"))
    return {name: respelled.schema(tree, ("components", "schemas", name)) for name in schemas}


def _shown_prose(tree: Tree) -> None:
    """`xMint` is bookkeeping, but for the text that it puts on the page."""
    for around in (("paths",), ("paths", "request")):
        at = (*around, "xMint", "content")
        if text(tree.at(at)).strip():
            tree.left_out("`xMint.content`: text for readers of the page", at)
