"""How the tests of REST ask for the next page."""

REPO = "/repos/quillhaven"


def next_page(answer):
    return answer.links["next"]["url"].removeprefix(answer.url.split("/repos")[0])
