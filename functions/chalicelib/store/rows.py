"""Rows in DynamoDB's own notation and back. Few types are enough: text, whole numbers, yes or no, sets of text, maps.

Written here and not with boto3's serializer: it makes every number a Decimal (which Chalice's JSON turns into a float,
and money must not be one), and it was the largest single cost of a request.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]


def to_attribute(value: Any) -> dict[str, Any]:
    """Raises TypeError for anything that is not text, a whole number, a truth value, a set of text, a map or None."""
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, frozenset):
        return {"SS": sorted(value)}
    if isinstance(value, dict):
        return {"M": to_attributes(value)}
    if value is None:
        return {"NULL": True}
    raise TypeError(f"{type(value).__name__} is not stored")


def to_attributes(row: Row) -> dict[str, Any]:
    return {name: to_attribute(value) for name, value in row.items()}


def from_attribute(attribute: dict[str, Any]) -> Any:
    [(kind, value)] = attribute.items()
    if kind == "N":
        return int(value)
    if kind == "SS":
        return frozenset(value)
    if kind == "M":
        return from_attributes(value)
    return None if kind == "NULL" else value


def from_attributes(item: dict[str, Any]) -> Row:
    return {name: from_attribute(attribute) for name, attribute in item.items()}
