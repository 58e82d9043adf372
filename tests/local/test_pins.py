"""What is installed is what was asked for: requirements*.txt follow requirements*.in."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
FILES = ("requirements", "requirements-dev")
MINOR = tuple(f"3.{minor}" for minor in (11, 12, 13, 14))
PLATFORMS = (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("darwin", "x86_64"))


def lines(path):
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    bare = (re.sub(r"(^|\s)#.*", "", line).strip() for line in text.splitlines())
    return [line for line in bare if line and not line.startswith("-c ")]


def requirements(path):
    return [Requirement(line.split(" --hash", maxsplit=1)[0].strip()) for line in lines(path)]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(("system", "machine"), PLATFORMS)
def test_every_package_that_is_asked_for_is_pinned_as_asked(name, system, machine):
    asked = requirements(ROOT / f"{name}.in")
    places = [place(system, machine, minor) for minor in MINOR]

    unmet = {
        str(each)
        for here in places
        for pins in [pinned(f"{name}.txt", here)]
        for each in asked
        if applies(each, here) and not met(each, pins)
    }

    assert not unmet, f"not pinned in {name}.txt: run make pins"


@pytest.mark.parametrize("name", FILES)
def test_every_pin_is_one_version_with_hashes(name):
    loose = [
        line
        for line in lines(ROOT / f"{name}.txt")
        if not re.match(r"[a-z0-9.-]+==[^ *]+( ; [^-]+)? +--hash=sha256:[0-9a-f]{64}", line)
    ]

    assert loose == []


def test_the_two_lists_never_pin_a_package_differently():
    here = place("linux", "x86_64", "3.11")

    product, rest = (pinned(f"{name}.txt", here) for name in FILES)

    assert {name: rest[name] for name in product.keys() & rest.keys()} == {
        name: product[name] for name in product.keys() & rest.keys()
    }


def test_no_machine_or_registry_stands_in_the_lists():
    words = ("http://", "https://", "file:", "index-url", "find-links", "/home/", "/root/")

    found = [
        (name, word)
        for name in FILES
        for word in words
        if word in (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    ]

    assert found == []


def place(system, machine, minor):
    return {
        "sys_platform": system,
        "platform_machine": machine,
        "python_version": minor,
        "python_full_version": f"{minor}.0",
    }


def applies(requirement, place):
    return requirement.marker is None or requirement.marker.evaluate(place)


def pinned(file, place):
    return {
        canonicalize_name(each.name): next(iter(each.specifier)).version
        for each in requirements(ROOT / file)
        if applies(each, place)
    }


def met(asked, pins):
    version = pins.get(canonicalize_name(asked.name))
    return version is not None and asked.specifier.contains(version, prereleases=True)
