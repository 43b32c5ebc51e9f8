"""robots.txt: what a site asks programs not to fetch, and how slowly it wants to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from attrs import define, field

from scripts.capture.web import AGENT, WebError

if TYPE_CHECKING:
    from scripts.capture.web import Web

_FOUND: Final = 200


@define
class Robots:
    """The rules of each host, fetched once, before its first page."""

    web: Web
    _rules: dict[str, RobotFileParser | WebError] = field(
        factory=dict[str, RobotFileParser | WebError]
    )

    def check(self, url: str) -> None:
        """Let a page pass that may be fetched.

        By RFC 9309 a site without a robots.txt allows everything, and one that cannot serve it
        allows nothing.

        Raises:
            WebError: If the page may not be fetched, or the rules cannot be.
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = self._fetched(site, parts.netloc)
        rules = self._rules[site]
        if isinstance(rules, WebError):
            raise WebError(f"robots.txt: {rules.reason}", rules.status)
        if not rules.can_fetch(AGENT, url):
            raise WebError("robots.txt asks programs not to fetch this page")

    def _fetched(self, site: str, host: str) -> RobotFileParser | WebError:
        try:
            response = self.web.get(f"{site}/robots.txt")
        except WebError as error:
            return error
        rules = RobotFileParser()
        text = response.body.decode("utf-8-sig", "replace") if response.status == _FOUND else ""
        rules.parse(text.splitlines())
        if (delay := rules.crawl_delay(AGENT)) is not None:
            self.web.pauses_s[host] = min(float(delay), self.web.limits.longest_wait_s)
        return rules
