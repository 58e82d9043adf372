"""Site: the rooms' pages beside those of ``docs/``, with links that lead nowhere outside of what was built.

The rooms' README.md stay where they are and are not copied: MkDocs is handed their text when it builds
(``docs/_hook.py``). A link to another page leads to it in the site; a link to a file of the source is shown
as that file's name.
"""

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = "docs/"
START = "README.md"

# What is skipped whole (fences, code), or a link that is no picture.
_PART = re.compile(
    r"(?P<skipped>^ *(?P<fence>```|~~~).*?^ *(?P=fence) *$|`[^`\n]+`|!\[[^\]]*\]\([^)]*\))"
    r"|\[(?P<label>[^\]]+)\]\((?P<target>[^)\s]+)\)",
    re.MULTILINE | re.DOTALL,
)
_ELSEWHERE = re.compile(r"^[a-z]+:")
# What tests and the emulated company say of themselves is for who changes them.
_ROOMS = ("include", "deploy")


def rooms(root: Path = ROOT) -> dict[str, str]:
    """Map each page that lies outside of ``docs/`` to its name in the site; the README is the first page."""
    found = sorted(path for room in _ROOMS for path in (root / room).rglob("*.md"))
    names = [path.relative_to(root).as_posix() for path in found]
    return {
        START: "index.md",
        **{name: name for name in (*names, "CHANGELOG.md", "CONTRIBUTING.md")},
    }


def pages(root: Path = ROOT) -> dict[str, str]:
    """Map every page of the site, by its path in the repository, to its name in the site."""
    own = {path.relative_to(root).as_posix(): path.name for path in (root / DOCS).glob("*.md")}
    return rooms(root) | own


def linked(text: str, page: str, known: Mapping[str, str] | None = None) -> str:
    """Return a page's text with its links as the site needs them; ``page`` is its path in the repository."""
    names = pages() if known is None else known

    def link(found: re.Match[str]) -> str:
        if found["skipped"]:
            return found[0]
        label, target = found["label"], found["target"]
        if _ELSEWHERE.match(target) or target.startswith("#"):
            return found[0]
        path, mark, anchor = target.partition("#")
        place = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        name = names.get(place) or names.get(f"{place}/README.md")
        if name is None:
            return label if "`" in label else f"{label} (`{place}`)"
        here = posixpath.dirname(names[page])
        return f"[{label}]({posixpath.relpath(name, here or '.')}{mark}{anchor})"

    return _PART.sub(link, text)
