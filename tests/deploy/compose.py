"""Reads docker-compose.yaml as a person does: YAML, and the names of its variables. No interpreter of it."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yaml"
VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?:(?P<how>:[-?])(?P<rest>[^}]*))?\}")


def read():
    """Return the file, anchors and merges followed as YAML has them."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def variables(value):
    """Yield every variable of whatever is made of texts: its name, ``:?`` or ``:-``, and the rest."""
    if isinstance(value, dict):
        for each in value.values():
            yield from variables(each)
    elif isinstance(value, list):
        for each in value:
            yield from variables(each)
    elif isinstance(value, str):
        for found in VARIABLE.finditer(value):
            if found["name"]:
                yield found["name"], found["how"], found["rest"]


def substitute(text, settings):
    """Put the settings into a text; a variable that must be set and is not raises ``KeyError``."""

    def of(found):
        name, how = found["name"], found["how"]
        if not name:
            return "$"
        if how == ":?" and not settings.get(name):
            raise KeyError(f"{name}: {found['rest']}")
        return settings.get(name) or found["rest"] or ""

    return VARIABLE.sub(of, text)


def environment(service, settings):
    """Return a service's environment; what has no value is there only when the settings have it."""
    given = service.get("environment", {})
    passed = {
        name: settings[name] for name, value in given.items() if value is None and name in settings
    }
    stated = {
        name: substitute(value, settings) for name, value in given.items() if value is not None
    }
    return stated | passed
