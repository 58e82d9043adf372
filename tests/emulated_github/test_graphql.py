"""GraphQL as GitHub speaks it: pages, limits of a query, errors beside the data."""

HEAD = 'repository(owner: "quillhaven", name: "%s")'
PULL = f"""query($n: Int!) {{ {HEAD} {{ pullRequest(number: $n) {{
  author {{ __typename login }} mergedAt mergeCommit {{ oid }} headRefOid
  reviews(first: 100) {{ totalCount pageInfo {{ hasNextPage endCursor }}
    nodes {{ state submittedAt author {{ __typename login }} authorCanPushToRepository commit {{ oid }} }} }}
  commits(first: 50) {{ nodes {{ commit {{ oid authors(first: 5) {{ nodes {{ user {{ login }} }} }}
    statusCheckRollup {{ contexts(first: 50) {{ nodes {{ __typename
      ... on CheckRun {{ name conclusion completedAt checkSuite {{ app {{ slug }} }} }}
      ... on StatusContext {{ context state createdAt }} }} }} }} }} }} }}
  timelineItems(first: 20) {{ nodes {{ __typename
    ... on ReviewDismissedEvent {{ createdAt previousReviewState }}
    ... on HeadRefForcePushedEvent {{ beforeCommit {{ oid }} afterCommit {{ oid }} }} }} }} }} }} }}"""


def pull(query, repository, number):
    told = query(PULL % repository, n=number)
    assert "errors" not in told
    return told["data"]["repository"]["pullRequest"]


def test_a_deleted_author_is_null(query):
    assert pull(query, "billing-worker", 110)["author"] is None


def test_a_bots_approval_says_that_it_is_a_bots(query):
    (review,) = pull(query, "web-console", 88)["reviews"]["nodes"]

    assert review["author"]["__typename"] == "Bot"


def test_a_readers_approval_says_that_they_cannot_push(query):
    (review,) = pull(query, "billing-worker", 72)["reviews"]["nodes"]

    assert review["authorCanPushToRepository"] is False


def test_a_co_author_is_among_the_authors_of_the_commit(query):
    told = pull(query, "web-console", 104)

    (review,) = told["reviews"]["nodes"]
    last = told["commits"]["nodes"][-1]["commit"]["authors"]["nodes"]
    assert review["author"]["login"] in {each["user"]["login"] for each in last}


def test_a_dismissal_tells_what_the_review_was(query):
    told = pull(query, "web-console", 56)

    (dismissal,) = [
        each
        for each in told["timelineItems"]["nodes"]
        if each["__typename"] == "ReviewDismissedEvent"
    ]
    assert dismissal["previousReviewState"] == "APPROVED"
    assert dismissal["createdAt"] < told["mergedAt"]


def test_a_force_push_leaves_the_approval_on_the_former_head(query):
    told = pull(query, "web-console", 136)

    (push,) = [each for each in told["timelineItems"]["nodes"] if "beforeCommit" in each]
    (review,) = told["reviews"]["nodes"]
    assert review["commit"] == push["beforeCommit"]
    assert push["afterCommit"]["oid"] == told["headRefOid"]


def test_a_late_check_ends_after_the_merge(query):
    told = pull(query, "identity", 80)

    contexts = told["commits"]["nodes"][-1]["commit"]["statusCheckRollup"]["contexts"]["nodes"]
    late = {each["name"] for each in contexts if each.get("completedAt", "") > told["mergedAt"]}
    assert late == {"integration"}


def test_more_reviews_than_a_page_holds_have_a_next_page(query):
    reviews = pull(query, "ledger", 50)["reviews"]

    assert (reviews["totalCount"], reviews["pageInfo"]["hasNextPage"]) == (251, True)


def test_the_merge_queue_has_checks_on_its_own_commit(query):
    text = f"""{{ {HEAD % "gateway"} {{ pullRequest(number: 20) {{ mergedBy {{ login }} mergeCommit {{
      oid statusCheckRollup {{ contexts(first: 9) {{ totalCount }} }} }} }} }} }}"""

    told = query(text)["data"]["repository"]["pullRequest"]

    assert told["mergedBy"]["login"] == "github-merge-queue[bot]"
    assert told["mergeCommit"]["statusCheckRollup"]["contexts"]["totalCount"] >= 4


def test_pages_together_hold_every_pull_request_once(query):
    text = f"""query($after: String) {{ {HEAD % "web-console"} {{ pullRequests(first: 30, after: $after,
      states: [MERGED]) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ number }} }} }} }}"""
    numbers, after, more = [], None, True

    while more:
        page = query(text, after=after)["data"]["repository"]["pullRequests"]
        numbers += [each["number"] for each in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert sorted(numbers) == list(range(2, 161, 2))


def test_history_is_bounded_by_the_committers_date_so_that_a_back_dated_commit_hides(query):
    text = f"""query($since: GitTimestamp) {{ {HEAD % "data-pipeline"} {{ ref(qualifiedName: "main") {{
      target {{ ... on Commit {{ history(first: 100, since: $since) {{ nodes {{ message committedDate }} }}
      }} }} }} }} }}"""
    everything = query(text)["data"]["repository"]["ref"]["target"]["history"]["nodes"]
    old = next(each for each in everything if each["message"] == "Old work")
    since = everything[everything.index(old) - 1]["committedDate"]

    recent = query(text, since=since)["data"]["repository"]["ref"]["target"]["history"]["nodes"]

    assert old["committedDate"] < since
    assert recent == [each for each in everything if each["committedDate"] >= since]


def test_what_the_token_may_not_see_is_null_with_an_error_at_its_path(query):
    text = f"""{{ {HEAD % "vault-config"} {{ pullRequests(first: 1) {{ nodes {{ number commits(last: 1) {{
      nodes {{ commit {{ oid statusCheckRollup {{ state }} }} }} }} }} }} }} }}"""

    told = query(text)

    (error,) = told["errors"]
    (shown,) = told["data"]["repository"]["pullRequests"]["nodes"]
    assert (error["type"], error["path"][-1]) == ("FORBIDDEN", "statusCheckRollup")
    assert shown["commits"]["nodes"][0]["commit"]["statusCheckRollup"] is None
    assert shown["number"] == 2


def test_a_repository_that_is_not_there_is_null_with_an_error(query):
    told = query(f"{{ {HEAD % 'nothing'} {{ id }} }}")

    assert told["data"] == {"repository": None}
    assert told["errors"][0]["type"] == "NOT_FOUND"


def test_a_page_without_a_size_is_refused(query):
    told = query(f"{{ {HEAD % 'ledger'} {{ pullRequests {{ totalCount }} }} }}")

    assert told["errors"][0]["type"] == "MISSING_PAGINATION_BOUNDARIES"


def test_a_query_for_too_many_nodes_is_refused(query):
    told = query(
        f"""{{ {HEAD % "ledger"} {{ pullRequests(first: 100) {{ nodes {{ reviews(first: 100) {{ nodes {{
        commit {{ parents(first: 100) {{ totalCount }} }} }} }} }} }} }} }}"""
    )

    assert told["errors"][0]["type"] == "MAX_NODE_LIMIT_EXCEEDED"


def test_an_unknown_field_is_refused_before_anything_is_done(query):
    told = query("{ viewer { shoeSize } }")

    assert "shoeSize" in told["errors"][0]["message"]


def test_single_sign_on_is_null_without_the_plan(query):
    told = query(
        """{ organization(login: "quillhaven") { samlIdentityProvider { issuer }
        membersWithRole(first: 100) { totalCount edges { role hasTwoFactorEnabled node { login } } } } }"""
    )

    shown = told["data"]["organization"]
    without = [
        each["node"]["login"]
        for each in shown["membersWithRole"]["edges"]
        if not each["hasTwoFactorEnabled"]
    ]
    assert (shown["samlIdentityProvider"], without) == (None, ["jonas-wierda"])
