"""specs/<provider>/provider.yaml: which pages a provider has, and where they are published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from attrs import frozen

from scripts.specs.errors import SpecError
from scripts.specs.json_types import obj, text
from scripts.specs.yaml.read import read_yaml_object

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.yaml.read import YamlDocument

Published = Literal["markdown", "html"]

FILE_NAME: Final = "provider.yaml"
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_PUBLISHED: Final[dict[str, Published]] = {"markdown": "markdown", "html": "html"}
_PROVIDER_KEYS: Final = ("name", "title", "models", "pages")
_CATALOGUE_KEYS: Final = ("server", "key_variable", "list", "listed_at", "schema", "schema_at")
_MODEL_PAGE: Final = "model-"
_PAGE_KEYS: Final = ("file", "published", "address", "not_verified")
_PAGE_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*\.(md|txt|ya?ml|json)")


@frozen
class PageSource:
    """One page: its file below `pages`, and how it is published."""

    file: str
    published: Published
    address: str | None
    """Where it is published, or None while it is unknown."""
    not_verified: str = ""
    """Why there is no address."""


@frozen
class ModelCatalogue:
    """A provider's catalogue of models, which has a schema of each.

    Attributes:
        server: The address of the API.
        key_variable: The environment variable that has the key.
        list: The path that lists the models.
        listed_at: The JSON pointer to the list in its response.
        schema: The path of a model's schema, with `{model}`.
        schema_at: The JSON pointer to the schema in its response.
    """

    server: str
    key_variable: str
    list: str
    listed_at: str
    schema: str
    schema_at: str


@frozen
class ProviderPages:
    """A provider and its pages, in the order of the file."""

    name: str
    title: str
    pages: tuple[PageSource, ...]
    models: ModelCatalogue | None = None


def model_page(model: str) -> str:
    """Return the name of the page that a model's schema is kept as."""
    return f"{_MODEL_PAGE}{re.sub(r'[^a-z0-9.]+', '-', model.lower()).strip('-.')}.json"


def is_model_page(page: str) -> bool:
    """Return whether a page is the schema of a model, which provider.yaml does not list."""
    return page.startswith(_MODEL_PAGE)


def known(specs: Path) -> list[str]:
    """Return the providers that list their pages."""
    return sorted(file.parent.name for file in specs.glob(f"*/{FILE_NAME}"))


def load(specs: Path, name: str) -> ProviderPages:
    """Return what a provider lists.

    Raises:
        SpecError: With file and line, for anything that is not as it should be.
    """
    file = specs / name / FILE_NAME
    try:
        content = file.read_text(encoding="utf-8")
    except OSError as error:
        raise SpecError(f"cannot be read: {error.strerror}", file=file) from None
    except UnicodeDecodeError:
        raise SpecError("expected UTF-8 text", file=file) from None
    value, source = read_yaml_object(content, file=file)
    return _Reading(file, source).provider(name, value)


class _Reading:
    """One file on its way to a `Provider`."""

    def __init__(self, file: Path, source: YamlDocument) -> None:
        self.file = file
        self.source = source

    def error(self, message: str, *at: str | int) -> SpecError:
        return SpecError(message, file=self.file, line=self.source.line(*at))

    def provider(self, folder: str, value: JsonObject) -> ProviderPages:
        self._only(value, _PROVIDER_KEYS)
        name = self._string(value, "name")
        if name != folder:
            raise self.error(f"expected the folder's name, {folder}", "name")
        listed = value.get("pages")
        if not isinstance(listed, list) or not listed:
            raise self.error("expected `pages`, a list of pages", "pages")
        pages = tuple(self._page(index, item) for index, item in enumerate(listed))
        self._once([page.file for page in pages], "file")
        self._once([page.address for page in pages], "address")
        return ProviderPages(name, self._string(value, "title"), pages, self._models(value))

    def _models(self, value: JsonObject) -> ModelCatalogue | None:
        if "models" not in value:
            return None
        given = obj(value["models"])
        self._only(given, _CATALOGUE_KEYS, "models")
        found = {key: self._string(given, key, "models") for key in _CATALOGUE_KEYS}
        if problem := _problem(found["server"]):
            raise self.error(problem, "models", "server")
        if "{model}" not in found["schema"]:
            raise self.error("expected a path with {model}", "models", "schema")
        return ModelCatalogue(**found)

    def _page(self, index: int, value: Json) -> PageSource:
        at = ("pages", index)
        if not isinstance(value, dict):
            raise self.error("expected a page with `file`, `published` and `address`", *at)
        self._only(value, _PAGE_KEYS, *at)
        file = self._string(value, "file", *at)
        if _PAGE_NAME.fullmatch(file) is None:
            raise self.error(
                "expected a file name such as page.md: letters, digits, `-`, `_`, `.`", *at, "file"
            )
        published = _PUBLISHED.get(text(value.get("published")))
        if published is None:
            raise self.error(
                "expected `published: markdown` or `published: html`", *at, "published"
            )
        if ("address" in value) == ("not_verified" in value):
            raise self.error(
                "expected either `address` or `not_verified`, the reason why there is none", *at
            )
        if "not_verified" in value:
            return PageSource(file, published, None, self._string(value, "not_verified", *at))
        address = self._string(value, "address", *at)
        if problem := _problem(address):
            raise self.error(problem, *at, "address")
        return PageSource(file, published, address)

    def _only(self, value: JsonObject, keys: tuple[str, ...], *at: str | int) -> None:
        for key in value:
            if key not in keys:
                raise self.error(f"unknown key `{key}`: expected {', '.join(keys)}", *at, key)

    def _string(self, value: JsonObject, key: str, *at: str | int) -> str:
        found = obj(value).get(key)
        if not isinstance(found, str) or not found.strip():
            raise self.error(f"expected `{key}`, a text", *at, key)
        return found

    def _once(self, given: list[str | None], key: str) -> None:
        for index, item in enumerate(given):
            if item is not None and item in given[:index]:
                raise self.error(f"expected each {key} once", "pages", index, key)


def _problem(address: str) -> str:
    """Return what is wrong with an address, or nothing."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "expected an address that can be read"
    if not address.isascii() or not address.isprintable() or " " in address:
        return "expected an address without spaces, written in ASCII"
    if not host or parts.username is not None or parts.fragment:
        return "expected an address with a host, without a name to log in and without a fragment"
    if parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK):
        return ""
    return "expected an https address"
