"""Who works at Quillhaven, and the machines that work beside them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Account:
    """A user, a bot or an organisation; ``kind`` is GitHub's own word for it."""

    id: int
    login: str
    kind: str = "User"
    name: str = ""
    email: str = ""

    @property
    def git_name(self) -> str:
        """Name them as Git does."""
        return self.name or self.login


@dataclass(frozen=True)
class App:
    """A GitHub App: what makes checks, deploys and holds grants of its own."""

    id: int
    slug: str
    name: str
    permissions: dict[str, str] = field(default_factory=dict, hash=False)


def _person(number: int, login: str, name: str) -> Account:
    return Account(number, login, "User", name, f"{login}@quillhaven.example")


def _bot(number: int, slug: str) -> Account:
    email = f"{number}+{slug}[bot]@users.noreply.github.com"
    return Account(number, f"{slug}[bot]", "Bot", "", email)


def by_login(accounts: list[Account]) -> dict[str, Account]:
    """Find accounts by their login."""
    return {each.login: each for each in accounts}


PEOPLE = by_login(
    [
        _person(5001, "imani-achterberg", "Imani Achterberg"),
        _person(5002, "teodor-vasquez", "Teodor Vasquez"),
        _person(5003, "ruth-okafor", "Ruth Okafor"),
        _person(5004, "anneke-storm", "Anneke Storm"),
        _person(5005, "bilal-farouk", "Bilal Farouk"),
        _person(5006, "chiara-mondello", "Chiara Mondello"),
        _person(5007, "devon-ashby", "Devon Ashby"),
        _person(5008, "elif-tanaka", "Elif Tanaka"),
        _person(5009, "farid-nilsson", "Farid Nilsson"),
        _person(5010, "greta-holloway", "Greta Holloway"),
        _person(5011, "hugo-lindgren", "Hugo Lindgren"),
        _person(5012, "ines-cardoso", "Inka Cardoso"),
        _person(5013, "jonas-wierda", "Jonas Wierda"),
        _person(5014, "kavya-reddy", "Kavya Reddy"),
        _person(5015, "liam-obrecht", "Liam Obrecht"),
        _person(5016, "mirela-popa", "Mirela Popa"),
    ]
)
# The second account of somebody who is on call; it is a member and never does anything.
SECOND_ACCOUNTS = by_login([_person(5017, "devon-ashby-oncall", "Devon Ashby")])
OUTSIDERS = by_login(
    [
        Account(6001, "contract-orla", "User", "Orla Brennan", "orla@brennan.example"),
        Account(6002, "contract-viktor", "User", "Viktor Sauer", "viktor@sauer.example"),
    ]
)
OWNERS = ("imani-achterberg", "teodor-vasquez", "ruth-okafor")
WITHOUT_2FA = ("jonas-wierda",)
WITH_INSECURE_2FA = ("mirela-popa",)  # a second factor by text message
WITHOUT_IDENTITY = ("jonas-wierda",)  # never signed in by SSO
PRIVATE_IDENTITY = {"farid-nilsson": "farid@nilsson.example"}  # linked to an address of his own
ONLY_PROVISIONED = (
    "mirela-popa",
)  # the provider made the account, and she signs in with a password
# They read and review, but may not push.
READERS = ("liam-obrecht",)
# Those who write and review day by day; reviewers and authors come from here.
DEVELOPERS = tuple(sorted(set(PEOPLE) - set(READERS) - {"jonas-wierda", "mirela-popa"}))

# Whose account is gone: GraphQL says null, REST says "ghost" or null.
GHOST = Account(10137, "ghost", "User", "Deleted user", "ghost@users.noreply.github.com")
DELETED = Account(5099, "former-colleague", "User", "", "")
WEB_FLOW = Account(19864447, "web-flow", "User", "GitHub", "noreply@github.com")
DEPENDABOT = _bot(49699333, "dependabot")
ACTIONS_BOT = _bot(41898282, "github-actions")
QUEUE_BOT = _bot(118344674, "github-merge-queue")
APPROVER_BOT = _bot(7700001, "quill-approver")
BOTS = by_login([DEPENDABOT, ACTIONS_BOT, QUEUE_BOT, APPROVER_BOT])

ACTIONS = App(15368, "github-actions", "GitHub Actions", {"contents": "read", "checks": "write"})
CODE_SCANNING = App(
    57789, "github-advanced-security", "GitHub Advanced Security", {"security_events": "write"}
)
QUILL_CI = App(
    880042, "quill-ci", "Quill CI", {"contents": "write", "metadata": "read", "statuses": "write"}
)
QUILL_APPROVER = App(
    880043, "quill-approver", "Quill Approver", {"pull_requests": "write", "metadata": "read"}
)
INSTALLED = (QUILL_CI, QUILL_APPROVER)


def person(login: str) -> Account:
    """Find anybody by login: a member, an outsider or a bot."""
    for cast in (PEOPLE, SECOND_ACCOUNTS, OUTSIDERS, BOTS):
        if login in cast:
            return cast[login]
    msg = f"nobody is called {login!r} at Quillhaven"
    raise KeyError(msg)
