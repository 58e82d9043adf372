"""The part of GitHub's GraphQL schema that is answered here is a true part of GitHub's own."""

import pytest
from graphql import build_schema, is_required_argument, print_ast

from tests.demo.emulated_github.graph.answering import SDL as OURS
from tests.emulated_github.published import NEEDED, SDL

pytestmark = NEEDED


@pytest.fixture(scope="module")
def theirs():
    return build_schema(SDL.read_text(encoding="utf-8"), assume_valid=True)


def differences(ours, theirs):
    """Say what one schema declares and the other does not, or declares otherwise."""
    own_types = {n: each for n, each in ours.type_map.items() if not n.startswith("__")}
    for name, own in own_types.items():
        known = theirs.type_map.get(name)
        if type(own) is not type(known):
            yield f"{name}: is {type(own).__name__}, not {type(known).__name__}"
        else:
            yield from _inside(name, own, known)


def _inside(name, own, known):
    for kind in ("values", "fields"):
        members, others = getattr(own, kind, {}), getattr(known, kind, {})
        yield from (f"{name}.{each}: is not there" for each in members.keys() - others.keys())
    for kind in ("types", "interfaces"):
        others = {each.name for each in getattr(known, kind, ())}
        yield from (
            f"{name}: {e} is not of it" for e in getattr(own, kind, ()) if e.name not in others
        )
    for field in getattr(own, "fields", {}).keys() & getattr(known, "fields", {}).keys():
        yield from _field(f"{name}.{field}", own.fields[field], known.fields[field])


def _field(name, own, known):
    if str(own.type) != str(known.type):
        yield f"{name}: is {own.type}, not {known.type}"
    own_args, known_args = getattr(own, "args", {}), getattr(known, "args", {})
    for each, argument in own_args.items():
        other = known_args.get(each)
        if other is None:
            yield f"{name}({each}): is not there"
        elif _bare(argument) != _bare(other):
            yield f"{name}({each}): is {_bare(argument)}, not {_bare(other)}"
    asked = {each for each, argument in known_args.items() if is_required_argument(argument)}
    yield from (f"{name}({each}): must be given" for each in asked - own_args.keys())


def _bare(argument):
    """Write an argument's type and default, without its description and directives."""
    default = argument.ast_node.default_value
    return f"{argument.type} = {print_ast(default)}" if default else str(argument.type)


def test_whatever_is_declared_here_github_declares_the_same(theirs):
    ours = build_schema(OURS.read_text(encoding="utf-8"))

    assert list(differences(ours, theirs)) == []


LIES = {
    "a type": ("type RateLimit {", "type Limit { a: Int }\ntype RateLimit {"),
    "a field": ("type RateLimit {", "type RateLimit { left: Int!"),
    "a nullability": ("email: String!", "email: String"),
    "a value": ("CANCELLED FAILURE", "CANCELLED BROKEN FAILURE"),
    "an argument": ("node(id: ID!)", "node(id: ID!, kind: String)"),
    "a default": ("followRenames: Boolean = true", "followRenames: Boolean = false"),
    "a member of a union": ("= CheckRun | StatusContext", "= CheckRun | StatusContext | App"),
    "an interface": ("type PageInfo {", "type PageInfo implements Node { id: ID!"),
    "a required argument": ("qualifiedName: String!", "name: String"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_what_github_does_not_have_is_found(theirs, lie):
    text = OURS.read_text(encoding="utf-8")
    assert lie[0] in text

    ours = build_schema(text.replace(*lie, 1), assume_valid=True)

    assert list(differences(ours, theirs))
