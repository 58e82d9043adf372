import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    yield folder
    # Where everything is root, PostgreSQL's data had to go where its own account may.
    elsewhere = folder / "postgres" / "elsewhere"
    if elsewhere.exists():
        shutil.rmtree(elsewhere.read_text(encoding="utf-8").strip(), ignore_errors=True)


@pytest.fixture
def demo(home):
    """Start `python -m tests.demo` in a folder of its own, as a terminal would."""
    started = []

    def start(*arguments, **environment):
        command = [sys.executable, "-m", "tests.demo", *arguments, "--home", str(home)]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment or None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def left_behind(home):
    """Tell which processes still have to do with the folder: run from it, work in it, write to it."""

    def processes():
        return [process for process in psutil.process_iter() if _traces(process) & _places(home)]

    return processes


def _places(home):
    elsewhere = home / "postgres" / "elsewhere"
    moved = [Path(elsewhere.read_text(encoding="utf-8").strip())] if elsewhere.exists() else []
    return {str(path) for place in (home, *moved) for path in (place, *place.rglob("*"))}


def _traces(process):
    try:
        files = {file.path for file in process.open_files()}
        return files | {process.cwd(), *process.cmdline()}
    except (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
        return set()
