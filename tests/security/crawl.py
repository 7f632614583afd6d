"""A reader who follows every link, tries every filter and takes every file."""

import html
import io
import re
import zipfile
from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from django.urls import reverse

# A portal this small has far fewer pages; a crawl that does not end is a fault of its own.
MOST_PAGES = 900
# Leaving ends the reading; other languages repeat the same pages; one's own account and the
# gallery hold nobody else's data.
_LEFT_OUT = re.compile(
    r"^/(?:ar|en)/|/deconnexion/|^/static/|^/components/|/compte/|/accessibilite/|/donnees-"
)
_LISTS = (
    *("place", "organisation", "facility", "committee", "decision"),
    *("programme", "activity", "figure", "edition", "budget-line", "transaction"),
)
_APART = re.compile(r"(?<=\d)[\s.,\u00a0\u202f'’](?=\d{3})")


class _Ways(HTMLParser):
    """What one can follow, ask and send from a page."""

    def __init__(self):
        super().__init__()
        self.links, self.forms = [], []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "a" and names.get("href"):
            self.links.append(names["href"])
        for name in ("hx-get", "data-address", "data-url", "data-source", "data-typeahead"):
            if (names.get(name) or "").startswith("/"):
                self.links += [names[name], f"{names[name]}?q=kanari", f"{names[name]}?q=a"]
        if tag == "form":
            method = (names.get("method") or "get").lower()
            self.forms.append(Form(method, names.get("action") or ""))
        if self.forms and names.get("name"):
            self.forms[-1].take(tag, names)
        if tag == "option" and self.forms and self.forms[-1].choice:
            self.forms[-1].options.append((self.forms[-1].choice, names.get("value") or ""))

    def handle_endtag(self, tag):
        if tag == "select" and self.forms:
            self.forms[-1].choice = ""


@dataclass
class Form:
    """A form as far as a curious reader uses it: filters are tried, files are taken."""

    method: str
    action: str
    choice: str = ""
    options: list = field(default_factory=list)
    formats: list = field(default_factory=list)

    def take(self, tag, names):
        if tag == "select":
            self.choice = names["name"]
        elif names["name"] == "format" and names.get("value"):
            self.formats.append(names["value"])
        elif names.get("type") in {"radio", "checkbox"}:
            self.options.append((names["name"], names.get("value") or "on"))


@dataclass
class Read:
    """What a crawl has read: each address with its words."""

    texts: dict[str, str] = field(default_factory=dict)

    def met(self, word: str) -> list[str]:
        """Where a word or number stands."""
        return [address for address, text in self.texts.items() if word in text]


def words_of(answer) -> str:
    """All that an answer says, numbers without what groups their digits."""
    body = answer.getvalue() if answer.streaming else answer.content
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    text = html.unescape(body.decode(errors="replace"))
    if "json" in answer.get("Content-Type", ""):
        text = text.encode().decode("unicode_escape", errors="replace")
    return _APART.sub("", f"{text}\n{answer.get('Content-Disposition', '')}")


def read_all(client, *, more=()) -> Read:
    """Read what a person can reach from the home page, the API and some more addresses."""
    read = Read()
    waiting = deque([reverse("reports:home"), *more, *_api()])
    tried = set(waiting)

    def follow(address, base):
        address = urljoin(base, address).split("#")[0]
        parts = urlsplit(address)
        if parts.netloc not in {"", "testserver"} or _LEFT_OUT.search(parts.path):
            return
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        if address not in tried:
            tried.add(address)
            waiting.append(address)

    while waiting:
        address = waiting.popleft()
        assert len(read.texts) < MOST_PAGES, f"the crawl does not end: {address}"
        answer = client.get(address)
        read.texts[address] = words_of(answer)
        if answer.get("Location"):
            follow(answer["Location"], address)
        if answer.status_code == 200 and "html" in answer.get("Content-Type", ""):
            ways = _Ways()
            ways.feed(answer.content.decode())
            for link in ways.links:
                follow(link, address)
            _try_forms(client, ways.forms, address, follow, read)
            _read_fragment(client, address, read)
        if "json" in answer.get("Content-Type", ""):
            for link in re.findall(
                r'"(?:http://testserver)?(/api/[^"]+)"', answer.content.decode()
            ):
                follow(link, address)
    return read


def _api():
    addresses = [reverse(f"api:{name}-list") for name in _LISTS]
    figures = reverse("api:figure-list")
    for region in ("souss-massa", "oriental"):
        addresses.append(f"{figures}?region={region}")
    for programme in ("depomi", "prim"):
        addresses.append(f"{figures}?programme={programme}")
        addresses.append(f"{reverse('api:activity-list')}?programme={programme}")
    addresses += [f"{address}?search=kanari&q=kanari" for address in addresses[:8]]
    return addresses


def _try_forms(client, forms, address, follow, read):
    for form in forms:
        action = urljoin(address, form.action) if form.action else address.split("?")[0]
        if form.method == "get":
            for name, value in form.options:
                follow(f"{action.split('?')[0]}?{urlencode({name: value})}", address)
        for file_format in form.formats if form.method == "post" else ():
            key = f"POST {action} {file_format}"
            if key not in read.texts:
                answer = client.post(action, {"format": file_format})
                assert answer.status_code == 200, (key, answer.status_code)
                read.texts[key] = words_of(answer)


def _read_fragment(client, address, read):
    """What htmx gets of a page; its filters give rows of the same list."""
    if "?" in address:
        return
    answer = client.get(address, headers={"HX-Request": "true"})
    read.texts[f"HX {address}"] = words_of(answer)
