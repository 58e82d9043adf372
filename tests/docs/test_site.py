"""The site has every page, builds without a warning, and loads nothing from elsewhere."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from include.docs import site

ROOT = site.ROOT
NAMES = {
    "README.md": "index.md",
    "docs/a.md": "a.md",
    "include/locker/README.md": "include/locker/README.md",
    "include/README.md": "include/README.md",
}


@pytest.mark.parametrize(
    ("page", "text", "linked"),
    [
        ("README.md", "[it](docs/a.md#b)", "[it](a.md#b)"),
        ("README.md", "[`include/`](include/README.md)", "[`include/`](include/README.md)"),
        ("docs/a.md", "[the locker](../include/locker/)", "[the locker](include/locker/README.md)"),
        ("include/README.md", "[start](../README.md)", "[start](../index.md)"),
        ("include/locker/README.md", "[up](../README.md)", "[up](../README.md)"),
        ("include/README.md", "[`a.py`](sources/a.py)", "`a.py`"),
        ("include/README.md", "[the source](sources/a.py)", "the source (`include/sources/a.py`)"),
        ("docs/a.md", "[here](#b), [there](https://example.com/a)", None),
        ("docs/a.md", "`[no](x.py)` ![p](a.svg)\n```sh\n[no](x.py)\n```\n", None),
    ],
)
def test_links_lead_to_pages_and_nowhere_outside(page, text, linked):
    assert site.linked(text, page, NAMES) == (text if linked is None else linked)


def test_every_page_stands_in_the_navigation_once():
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))

    named = sorted(leaves(config["nav"]))

    assert named == sorted(site.pages().values())


def test_no_page_stands_twice_in_the_repository():
    assert not {"index.md", "README.md"} & {path.name for path in (ROOT / "docs").iterdir()}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    made = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
             "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert "WARNING" not in made.stderr
    return folder


def test_nothing_is_loaded_from_elsewhere(built):
    pages = [*built.rglob("*.html")]

    loaded = {
        address
        for page in pages
        for address in Loaded.by(page.read_text(encoding="utf-8"))
        if urlsplit(address).scheme not in {"", "data"} or address.startswith("//")
    }

    assert len(pages) > len(site.pages())
    assert loaded == set()
    assert not [
        path for path in built.rglob("*.css") if re.search(r"url\(['\"]?(https?:)?//", path.read_text())
    ]  # fmt: skip


def test_every_link_of_the_site_leads_to_a_file_of_it(built):
    broken = {
        f"{page.relative_to(built)}: {address}"
        for page in built.rglob("*.html")
        if page.name != "404.html"
        for address in Linked.by(page.read_text(encoding="utf-8"))
        if (path := unquote(urlsplit(address).path))
        and not urlsplit(address).scheme
        and not (page.parent / path).exists()
    }

    assert broken == set()


def leaves(nav):
    for each in nav.values() if isinstance(nav, dict) else nav:
        if isinstance(each, str):
            yield each
        else:
            yield from leaves(each)


class Attributes(HTMLParser):
    """Gathers addresses from a page."""

    of: frozenset = frozenset()

    def __init__(self):
        super().__init__()
        self.found = []

    @classmethod
    def by(cls, text):
        reader = cls()
        reader.feed(text)
        return reader.found

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        for name in ("src", "href"):
            if (tag, name) in self.of and given.get(name) and given.get("rel") != "canonical":
                self.found.append(given[name])


class Loaded(Attributes):
    """What a browser fetches by itself."""

    of = frozenset({("script", "src"), ("img", "src"), ("iframe", "src"), ("link", "href")})


class Linked(Attributes):
    """What a reader can follow."""

    of = frozenset({("a", "href")})
