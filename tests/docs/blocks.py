"""The fenced blocks of the pages that people follow: README.md and docs/*.md."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
SHELL = {"sh", "bash", "shell", "console"}

_BLOCK = re.compile(
    r"(?:^ *<!-- not run: (?P<why>[^>]*) -->\n)?^ *```(?P<language>[a-z]*)\n(?P<text>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)
_SETTING = re.compile(r"^[A-Z_0-9]+=")


@dataclass(frozen=True)
class Block:
    """One block, and why nothing runs it, if somebody said so."""

    page: str
    line: int
    language: str
    text: str
    why: str | None

    def __str__(self):
        return f"{self.page}:{self.line}"

    @property
    def commands(self):
        """List the block's commands as words, without comments and the settings before them."""
        lines = self.text.replace("\\\n", " ").splitlines()
        found = (shlex.split(line, comments=True) for line in lines)
        bare = ([*words] for words in found)
        commands = []
        for words in bare:
            while words and _SETTING.match(words[0]):
                words.pop(0)
            if words and words[0] != "export":
                commands.append(words)
        return commands


def blocks(*languages):
    return [each for page in PAGES for each in read(page) if each.language in languages]


def read(page):
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            page.relative_to(ROOT).as_posix() if page.is_relative_to(ROOT) else page.name,
            text.count("\n", 0, found.start("text")),
            found["language"],
            found["text"],
            found["why"],
        )
        for found in _BLOCK.finditer(text)
    ]
