"""What GitHub is asked of a commit and of the pull request that brought it, as GraphQL fragments.

The sizes are chosen so that fifty commits at once stay far below GitHub's 500,000 nodes and below its
patience; lists that are longer are followed.
"""

from include.sources.github._graph import PAGE, TIMELINE

ACTOR = """__typename login
  ... on User { databaseId } ... on Bot { databaseId } ... on Organization { databaseId }"""
AUTHORS = "email user { login }"
COMMIT = f"""id oid authoredDate committedDate messageHeadline
  committer {{ name email user {{ login }} }} signature {{ isValid }}
  parents(first: 2) {{ totalCount nodes {{ oid }} }}
  authors(first: 10) {{ totalCount {PAGE} nodes {{ {AUTHORS} }} }}"""
CHECK = """__typename
  ... on CheckRun { id databaseId name status conclusion startedAt completedAt
    checkSuite { app { slug databaseId } } }
  ... on StatusContext { id context state createdAt }"""
ROLLUP = f"statusCheckRollup {{ contexts(first: 50) {{ totalCount {PAGE} nodes {{ {CHECK} }} }} }}"
REVIEW = f"""fullDatabaseId state submittedAt authorCanPushToRepository
  author {{ {ACTOR} }} commit {{ oid }}"""
EVENT = """__typename
  ... on HeadRefForcePushedEvent {
    createdAt actor { login } beforeCommit { oid } afterCommit { oid } }
  ... on LabeledEvent { createdAt actor { login } label { name } }
  ... on ReviewDismissedEvent {
    createdAt actor { login } previousReviewState review { fullDatabaseId } }"""
LABEL = "name"
ISSUE = "number createdAt repository { name }"
IN_PULL = f"commit {{ {COMMIT} }}"
BRIEF = "id number baseRefName mergedAt"

PULL = f"""fragment pull on PullRequest {{
  {BRIEF} title body author {{ {ACTOR} }} headRefName headRefOid mergeCommit {{ oid }} createdAt
  mergedBy {{ {ACTOR} }} isCrossRepository
  labels(first: 20) {{ totalCount {PAGE} nodes {{ {LABEL} }} }}
  closingIssuesReferences(first: 10) {{ totalCount {PAGE} nodes {{ {ISSUE} }} }}
  timelineItems(first: 50, itemTypes: [{", ".join(TIMELINE)}]) {{ {PAGE} nodes {{ {EVENT} }} }}
  reviews(first: 30) {{ totalCount {PAGE} nodes {{ {REVIEW} }} }}
  commits(first: 30) {{ totalCount {PAGE} nodes {{ {IN_PULL} }} }}
  head: commits(last: 1) {{ nodes {{ commit {{ id oid {ROLLUP} }} }} }}
}}"""
MOVED = f"""{PULL}
fragment moved on Commit {{ {COMMIT} {ROLLUP}
  associatedPullRequests(first: 2) {{ totalCount {PAGE} nodes {{ ...pull }} }} }}"""
CHAIN = f"""{COMMIT}
  associatedPullRequests(first: 5) {{ totalCount {PAGE} nodes {{ {BRIEF} }} }}"""
REPOSITORIES = f"""query($login: String!, $after: String) {{ organization(login: $login) {{
  repositories(first: 100, after: $after) {{ totalCount {PAGE}
    nodes {{ databaseId name defaultBranchRef {{ name }} }} }} }} }}"""
