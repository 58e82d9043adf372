"""Asks many things of an account, a few at a time; first of all which Regions it enabled."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from include.sources.aws._client import CONCURRENCY, Aws, required

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def enabled_regions(aws: Aws) -> list[str]:
    """Name the Regions that are enabled in the account; without AllRegions the answer holds those alone."""
    answer = aws.call("ec2", "DescribeRegions")
    listed = required(answer, "Regions", "DescribeRegions")
    return sorted(required(each, "RegionName", "DescribeRegions") for each in listed)


def each_of(items: Iterable[_Item], read: Callable[[_Item], _Result]) -> list[_Result]:
    """Read all, a few at a time, and return what came in their order."""
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        return list(pool.map(read, items))


def rows_of(items: Iterable[_Item], read: Callable[[_Item], Iterable[_Result]]) -> list[_Result]:
    """Read the rows of all, a few at a time, and return them in one list."""
    return [row for rows in each_of(items, lambda item: list(read(item))) for row in rows]
