"""The period's page in headless Chromium: offline, pictures seen, printed, hostile names harmless."""

import os
import shutil

import pytest

from tests.packet.lived import HOSTILE

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium or google-chrome on the PATH")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


@pytest.fixture(scope="module")
def browser():
    # Chromium refuses its sandbox to root, which CI and containers are.
    flags = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield running
        running.close()


@pytest.fixture
def opened(browser, packet):
    contexts = []

    def open_at(width=1200, **options):
        context = browser.new_context(
            offline=True, viewport={"width": width, "height": 900}, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.noted = []
        page.on("console", lambda message: page.noted.append(message.text))
        page.on("pageerror", lambda error: page.noted.append(str(error)))
        page.goto((packet.folder / "report.html").as_uri())
        return page

    yield open_at
    for context in contexts:
        context.close()


def test_every_picture_is_drawn_and_has_its_text(opened):
    page = opened()

    shown = page.eval_on_selector_all(
        "figure img", "all => all.map(each => [each.naturalWidth > 0, each.alt.length > 20])"
    )

    assert shown == [[True, True]] * 4
    assert page.noted == []


def test_a_hostile_name_is_text(opened):
    assert opened().get_by_text(HOSTILE).first.is_visible()


def test_every_link_of_the_page_leads_somewhere(opened):
    lost = opened().eval_on_selector_all(
        "a[href^='#']",
        "all => all.map(each => each.hash.slice(1)).filter(id => !document.getElementById(id))",
    )

    assert lost == []


@pytest.mark.parametrize("width", [320, 800, 1200])
def test_nothing_is_wider_than_the_window(opened, width):
    page = opened(width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_prints_as_pages_with_every_deviation_unfolded(opened):
    page = opened()
    page.emulate_media(media="print")

    assert page.get_by_text("ann is deviating").first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
