"""A person without script: opens pages, follows links, fills in forms, by the names on the page.

The visitor can do only what the page offers. It sends every hidden field it found (so the CSRF token
is really tested), refuses what is hidden, disabled or ambiguous, and lets every page pass the audit.
Two visitors are two browsers: their cookies are apart.

    visitor.open("/check")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    assert visitor.page.h1 == "您多大年纪？"
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask

from tests.support.audited_client import AuditedClient
from tests.support.document import squeeze
from tests.support.form_filling import Attachment, Filling, NotOnThePage, Submission
from tests.support.page import Page

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST_CHAIN = 8


@dataclass(frozen=True, slots=True)
class Download:
    filename: str
    media_type: str
    data: bytes


class Visitor:
    """One browser. `base_url` decides scheme and host; `headers` go with every request; `comes_from` is its address."""

    def __init__(
        self,
        app: Flask,
        *,
        base_url: str = "http://localhost",
        headers: dict[str, str] | None = None,
        comes_from: str = "127.0.0.1",
    ) -> None:
        self.client = AuditedClient(app, app.response_class, use_cookies=True)
        self.client.environ_base["REMOTE_ADDR"] = comes_from
        self._origin = base_url
        self._headers = headers or {}
        self._page: Page | None = None
        self._hands: Filling | None = None
        self._sent: Submission | None = None
        self._behind: list[Page] = []

    @property
    def page(self) -> Page:
        assert self._page is not None, "Open a page first."
        return self._page

    # -- moving ------------------------------------------------------------------------------------

    def open(self, path: str) -> Page:
        """Type an address."""
        return self._arrive(self._get(path))

    def follow(self, name: str, *, within: str | None = None) -> Page:
        """Activate the one visible link of this name; `within` names the list item or section around it."""
        return self.open(self._address(name, within))

    def download(self, name: str) -> Download:
        """Follow a link to a file: the page stays."""
        page = self._get(self._address(name, None))
        assert page.status == 200, f"‘{name}’ answered {page.described()}"
        disposition = page.headers.get("Content-Disposition", "")
        return Download(disposition.rpartition("filename=")[2].strip('"'), page.response.mimetype, page.data)

    def back(self) -> Page:
        """The browser's back button; the page is asked for again, as personal pages are never stored."""
        assert self._behind, "There is no page to go back to."
        page = self._behind.pop()
        return self._show(self._get(page.url))

    def ask_again(self) -> Page:
        """The browser's reload button: the same request once more, also if it was a form."""
        again = self._page
        if again is not None and self._sent is not None and again.response.request.method == "POST":
            return self._show(self._send(self._sent))
        return self._show(self._get(self.page.url))

    def show_again(self, page: Page) -> Page:
        """An old page from another tab or the browser's memory, with its old form."""
        return self._show(page)

    # -- filling in --------------------------------------------------------------------------------

    def fill(self, label: str, value: object, *, within: str | None = None) -> None:
        self._filling.write(label, str(value), within)
        if str(value).strip():
            self.client.own_words.add(str(value))

    def fill_date(self, legend: str, year: object, month: object, day: object) -> None:
        self._filling.write_date(legend, year, month, day)

    def choose(self, group: str, option: str) -> None:
        """A radio by its legend and label, or an option of a list by the list's label."""
        self._filling.choose(group, option)

    def offered(self, group: str) -> list[str]:
        """What can be chosen, as the page says it."""
        return self._filling.offered(group)

    def tick(self, label: str, *, within: str | None = None) -> None:
        self._filling.tick(label, within)

    def untick(self, label: str, *, within: str | None = None) -> None:
        self._filling.tick(label, within, on=False)

    def attach(
        self,
        label: str,
        filename: str,
        content: bytes,
        media_type: str | None = None,
        *,
        within: str | None = None,
    ) -> None:
        self.client.own_words.add(filename)
        guessed = media_type or mimetypes.guess_type(filename)[0] or "application/octet-stream"
        self._filling.attach(label, Attachment(filename, content, guessed), within)

    def press(self, name: str, *, within: str | None = None) -> Page:
        """Press the one visible button with this name and go where the server sends the person."""
        self._sent = self._filling.press(name, within)
        return self._arrive(self._send(self._sent))

    # -- exceptions from the audit -----------------------------------------------------------------

    @contextmanager
    def allowing(self, *rules: str) -> Iterator[None]:
        """Pages met inside may break these audit rules: the exception is visible in the test."""
        with self.client.allowing(*rules):
            yield

    # -- inside ------------------------------------------------------------------------------------

    @property
    def _filling(self) -> Filling:
        assert self._hands is not None, f"There is nothing to fill in: {self.page.described()}"
        return self._hands

    def _address(self, name: str, within: str | None) -> str:
        """Where the link goes. The same name twice is fine as long as both lead to the same place."""
        page, document = self.page, self.page.document
        named = [one for one in page.link_elements if document.name(one) == squeeze(name)]
        if within is not None:
            named = [one for one in named if page.stands_in(one, within)]
        addresses = {one.attrib["href"] for one in named}
        if len(addresses) != 1:
            problem = "No visible link is" if not addresses else f"{len(addresses)} different links are"
            raise NotOnThePage(f"{problem} called ‘{name}’.", page)
        return addresses.pop()

    def _send(self, submission: Submission) -> Page:
        address = urljoin(self.page.url, submission.action)
        if submission.method == "get":
            path = urlsplit(address).path
            return self._get(f"{path}?{urlencode(submission.pairs)}")
        assert submission.method == "post", f"Forms are get or post, not {submission.method}."
        media_type, body = submission.encoded()
        response = self.client.post(
            self._local(address),
            data=body,
            content_type=media_type,
            base_url=self._origin,
            headers={
                **self._headers,
                "Origin": self._origin,
                "Referer": urljoin(self._origin, self.page.url),
                "Sec-Fetch-Site": "same-origin",
            },
        )
        if response.status_code in _REDIRECTS:
            assert response.status_code == 303, f"POST {address} answered {response.status_code}; after a POST say 303."
            return self._get(response.headers["Location"])
        return Page(response)

    def _get(self, address: str) -> Page:
        for _ in range(_LONGEST_CHAIN):
            here = self._page.url if self._page is not None else "/"
            path = self._local(urljoin(here, address))
            response = self.client.get(path, base_url=self._origin, headers=self._headers)
            if response.status_code not in _REDIRECTS:
                return Page(response)
            address = response.headers["Location"]
        raise AssertionError(f"Redirected {_LONGEST_CHAIN} times, last to {address}.")

    def _local(self, address: str) -> str:
        """Path and query of an address on this site; the visitor never leaves it."""
        parts = urlsplit(address)
        if (parts.netloc and parts.netloc != urlsplit(self._origin).netloc) or parts.scheme not in (
            "",
            "http",
            "https",
        ):
            raise AssertionError(f"{address} leads away from the site.")
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _arrive(self, page: Page) -> Page:
        if self._page is not None and self._page.url != page.url:
            self._behind.append(self._page)
        return self._show(page)

    def _show(self, page: Page) -> Page:
        self._page = page
        self._hands = Filling(page) if page.is_html else None
        return page
