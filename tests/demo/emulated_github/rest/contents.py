"""Routes about the files of a repository: only README.md and CODEOWNERS are there."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from tests.demo.emulated_github.repository_model import Repository
from tests.demo.emulated_github.rest.asking import Asked, Refused, get
from tests.demo.emulated_github.rest.shapes import GITHUB

CODEOWNERS = "* @quillhaven/maintainers\n"


def _files(it: Repository) -> dict[str, str]:
    files = {"README.md": f"# {it.name}\n"}
    if it.has_codeowners:
        files[".github/CODEOWNERS"] = CODEOWNERS
    return files


@get("/repos/{owner}/{repo}/contents/{path*}")
def file_or_folder(asked: Asked) -> Any:
    """Tell one file with its content, or list a folder."""
    return _at(asked, asked.values["path"].strip("/"))


@get("/repos/{owner}/{repo}/contents/?")
def root(asked: Asked) -> Any:
    """List the root folder."""
    return _at(asked, "")


def _at(asked: Asked, path: str) -> Any:
    files = _files(asked.repository)
    if path in files:
        return _entry(asked, path, files[path])
    inside = f"{path}/" if path else ""
    names = {each[len(inside) :].partition("/")[0] for each in files if each.startswith(inside)}
    if not names:
        raise Refused(404)
    entries = [_entry(asked, inside + name, files.get(inside + name)) for name in sorted(names)]
    for each in entries:
        for key in ("content", "encoding"):
            each.pop(key, None)
    return entries


def _entry(asked: Asked, path: str, text: str | None) -> dict[str, Any]:
    it = asked.repository
    sha = hashlib.sha1((path + (text or "")).encode(), usedforsecurity=False).hexdigest()
    url = asked.url(f"/repos/{it.full_name}/contents/{path}?ref={it.default_branch}")
    git = asked.url(f"/repos/{it.full_name}/git/{'blobs' if text else 'trees'}/{sha}")
    html = f"{GITHUB}/{it.full_name}/{'blob' if text else 'tree'}/{it.default_branch}/{path}"
    shown: dict[str, Any] = {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": sha,
        "size": len(text or ""),
        "url": url,
        "html_url": html,
        "git_url": git,
        "download_url": None,
        "type": "file" if text else "dir",
        "_links": {"self": url, "git": git, "html": html},
    }
    if text:
        shown |= {"content": base64.b64encode(text.encode()).decode(), "encoding": "base64"}
    return shown
