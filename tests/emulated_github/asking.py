"""Asks the emulated GitHub by plain HTTP, where PyGithub would hide what is tested."""

import requests

NOW = "2026-03-02T10:00:00Z"


def answers(endpoint, path, **options):
    """Ask as an owner; the answer whatever its status."""
    headers = {"Authorization": "Bearer token", **options.pop("headers", {})}
    method = options.pop("method", "GET")
    return requests.request(method, f"{endpoint}{path}", headers=headers, timeout=30, **options)


def graphql(endpoint, query, **variables):
    """Ask by GraphQL; the answer whatever it says."""
    body = {"query": query, "variables": variables}
    return answers(endpoint, "/graphql", method="POST", json=body)
