"""The page in headless Chromium: what a reader, a keyboard and a printer get of it."""

import os
import shutil
import socketserver
import threading
from http.server import SimpleHTTPRequestHandler

import pytest

from include.report import render, summarise
from tests.report.written import MORNING, PRODUCTION, SANDBOX

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium or google-chrome on the PATH")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
HOSTILE = '<script>document.title="owned"</script><img src=x onerror=alert(1)>'
FLAGS = ["--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser():
    # Chromium refuses its sandbox to root, which CI and containers are.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield running
        running.close()


@pytest.fixture
def report(writer, tmp_path):
    """Write a page with everything that can be long: names, hashes, items, criteria, gaps."""
    writer.emulated = True
    users = writer.collect("aws_iam_users", PRODUCTION, [{"name": "ana"}])
    writer.refuse("aws_s3_buckets", SANDBOX, f"AccessDenied for arn:aws:sts::{'9' * 90}")
    writer.gap("aws_s3_buckets", SANDBOX, MORNING)
    long_names = [(f"{'bucket-' * 20}{n}", "deviating", "x" * 200) for n in range(40)]
    writer.judge(
        ("console_users_have_mfa", PRODUCTION, [(HOSTILE, "deviating", HOSTILE)], [users]),
        ("console_users_have_mfa", SANDBOX, [("cy", "unreadable", "mfa is unknown")], []),
        ("buckets_refuse", PRODUCTION, long_names, [users]),
        ("buckets_refuse", SANDBOX, f"AccessDenied for arn:aws:sts::{'9' * 90}", []),
    )
    path = tmp_path / "report.html"
    path.write_text(render(summarise(writer.locker)), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser, report):
    """Open the page offline, and list what it asked for and complained of."""
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
        page.on("request", lambda request: page.noted.append(request.url))
        page.goto(report.as_uri())
        return page

    yield open_at
    for context in contexts:
        context.close()


def test_it_opens_offline_asks_for_nothing_else_and_complains_of_nothing(opened, report):
    page = opened()

    assert page.noted == [report.as_uri()]


def test_served_over_http_it_is_one_request(browser, report):
    asked = []

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *given):
            super().__init__(*given, directory=report.parent)

        def log_message(self, *_):
            asked.append(self.path)

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/report.html")
        page.wait_for_load_state("networkidle")
        page.close()
        server.shutdown()

    assert asked == ["/report.html"]


def test_a_hostile_name_is_shown_and_does_nothing(opened):
    page = opened()

    assert page.get_by_text(HOSTILE, exact=True).first.is_visible()
    assert page.title().startswith("Evidence report: Harbour & Sons")


def test_details_open_by_keyboard(opened):
    page = opened()
    test = page.locator("#console_users_have_mfa")
    summary = test.locator("summary", has_text="Rule and population")
    query = test.get_by_text("WHERE created <")

    assert not query.is_visible()
    summary.focus()
    page.keyboard.press("Enter")

    assert query.is_visible()


def test_the_first_tab_skips_to_the_tests(opened):
    page = opened()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.url.endswith("#tests")


@pytest.mark.parametrize("width", [320, 400, 800, 1200])
def test_nothing_is_wider_than_the_window_with_everything_unfolded(opened, width):
    page = opened(width)

    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    too_wide = page.evaluate(
        """[...document.querySelectorAll('body *')].filter(each =>
            each.getBoundingClientRect().right > innerWidth + 0.5 && !each.closest('.wide, pre')
        ).map(each => each.outerHTML.slice(0, 80))"""
    )

    assert too_wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(opened, scheme):
    page = opened(color_scheme=scheme)

    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    ratios = page.evaluate(CONTRASTS)

    assert {text: ratio for text, ratio in ratios.items() if ratio < 4.5} == {}


def test_on_paper_everything_is_unfolded_and_light(opened):
    page = opened(color_scheme="dark")

    page.emulate_media(media="print", color_scheme="dark")

    assert page.get_by_text("WHERE created <").first.is_visible()
    assert page.get_by_text(f"{'bucket-' * 20}39", exact=True).first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 30, 33)"


def test_it_prints_as_pages(opened):
    printed = opened().pdf(format="A4")

    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") >= 3


CONTRASTS = """(() => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const linear = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = each => {
    for (; each; each = each.parentElement) {
      const found = channels(getComputedStyle(each).backgroundColor);
      if (found[3] !== 0) return found;
    }
    return [255, 255, 255];
  };
  const found = {};
  for (const each of document.querySelectorAll('body *')) {
    const own = [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || !each.checkVisibility()) continue;
    const pair = [channels(getComputedStyle(each).color), ground(each)].map(luminance);
    const [dark, light] = pair.sort((a, b) => a - b);
    found[each.tagName + ' ' + each.className] = (light + 0.05) / (dark + 0.05);
  }
  return found;
})()"""
