import re
from html.parser import HTMLParser

import pytest

from include.report import render, summarise
from tests.report.definitions import READS
from tests.report.written import MORNING, PRODUCTION, SANDBOX

MFA = "console_users_have_mfa"
HOSTILE = "<script>alert(1)</script><img src=https://evil.example/x onerror=alert(1)>\"'"
# Attributes by which a page loads something; a link's href is followed only by a click.
LOADS = {"src", "srcset", "data", "poster", "background", "action", "formaction", "xlink:href"}


class Elements(HTMLParser):
    """Lists what a browser would see: start tags with attributes, and all text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture
def page(writer):
    def made(*items, **other):
        evidence = writer.collect("aws_iam_users", PRODUCTION, [{"name": "ana"}])
        writer.judge((MFA, PRODUCTION, list(items), [evidence]), **other)
        return render(summarise(writer.locker))

    return made


def test_names_from_evidence_are_text_and_never_markup(page):
    seen = Elements(page((HOSTILE, "deviating", f"{HOSTILE} is open")))

    assert not {"script", "img"} & {tag for tag, _ in seen.tags}
    assert HOSTILE in seen.text
    assert f"{HOSTILE} is open" in seen.text


def test_nothing_is_loaded_from_anywhere(page):
    seen = Elements(made := page(("ana", "deviating", "ana has none")))

    loaded = [(tag, key) for tag, given in seen.tags for key in given if key in LOADS]
    linked = [given["href"] for _, given in seen.tags if "href" in given]
    style = "".join(re.findall(r"<style>(.*?)</style>", made, re.DOTALL))

    assert not loaded
    assert all(href.startswith("#") or href == "data:," for href in linked)
    assert not re.search(r"url\(|@import", style)


def test_all_of_500_deviations_stand_on_the_page(page):
    made = page(*((f"user-{number:03}", "deviating", "no device") for number in range(500)))

    assert all(f"<bdi>user-{number:03}</bdi>" in made for number in range(500))
    assert "Deviating items (500)" in made


def test_every_link_leads_to_a_place_on_the_page(writer):
    writer.judge((MFA, PRODUCTION, "denied", []), ("buckets_refuse", SANDBOX, [], []))

    tags = Elements(render(summarise(writer.locker))).tags
    places = [given["id"] for _, given in tags if "id" in given]

    assert len(places) == len(set(places))
    assert {given["href"][1:] for tag, given in tags if tag == "a"} <= set(places)


def test_emulated_evidence_is_said_on_top_on_paper_and_with_each_test(writer, page):
    writer.emulated = True

    made = page(("ana", "conforming", None))

    words = "Emulated company: not evidence of anything real"
    assert f'<p class="emulated" role="note">{words}</p>' in made
    assert f'@top-center {{ content: "{words}"' in made
    assert "<span>Emulated</span>" in made


def test_real_evidence_is_not_called_emulated(page):
    assert "mulated company" not in page(("ana", "conforming", None))


def test_the_evidence_stands_with_hashes_counts_and_calls(writer, page):
    made = page(("ana", "deviating", "ana has none"))

    manifest = next(iter(writer.locker.entries())).record
    assert all(
        each in made
        for each in (
            manifest.parquet.path,
            manifest.parquet.sha256,
            manifest.row_hash,
            "2026-11-24 06:05:00 UTC",
            "GetBucketPolicy 15, ListBuckets 1",
            "s3.us-east-1.amazonaws.com",
            "log/000000001.json",
        )
    )


def test_the_rule_stands_in_words_in_sql_and_as_a_suite(page):
    made = page(("ana", "deviating", "ana has none"))

    text = "".join(Elements(made).text)
    assert "has_mfa is true" in text
    assert "WHERE created < $as_of" in text
    assert '"value_set": [' in text
    assert "max_age_days = 90" in text


def test_words_that_belong_to_the_auditor_or_to_nobody_are_not_used(page):
    text = " ".join(Elements(page(("ana", "deviating", "ana has none"))).text)

    assert not re.search(r"\b(pass(ed)?|fails?|effective|compliant|exception)\b", text)


def test_a_failed_collection_and_a_gap_say_why(writer):
    writer.refuse("aws_s3_buckets", PRODUCTION, "AccessDenied: grant s3:ListAllMyBuckets")
    writer.gap("aws_s3_buckets", SANDBOX, MORNING)
    writer.judge((MFA, PRODUCTION, "AccessDenied: grant s3:ListAllMyBuckets", []))

    made = render(summarise(writer.locker))

    assert "1 of 1 collections failed" in made
    assert "AccessDenied: grant s3:ListAllMyBuckets" in made
    assert "nothing ran in this slot" in made
    assert "No evidence was read" in made
    assert ">unknown</td>" in made


def test_the_same_log_gives_the_same_page(writer, page):
    first = page(("ana", "deviating", "ana has none"))

    assert render(summarise(writer.locker)) == first


def test_a_test_of_the_locker_itself_points_to_its_records(writer, monkeypatch):
    monkeypatch.setitem(READS, "collections_are_complete", ["evidence_collections"])
    writer.judge(("collections_are_complete", PRODUCTION, [], []))

    made = render(summarise(writer.locker))

    assert "Evidence (our own records)" in made
    assert "what the locker's log says of itself" in made
