"""Read a CloudFormation file as plain data: ``!Ref x`` becomes ``{"Ref": "x"}``, and so on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

RESOURCES = Path(__file__).resolve().parent.parent / "resources.yaml"


class _Loader(yaml.SafeLoader):
    """A loader of its own, so that the tags of CloudFormation do not leak into every other YAML file."""


def _construct(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _construct)


def load(path: Path = RESOURCES) -> dict[str, Any]:
    """The template at ``path``, short forms written out in full, ready for ``json.dumps``."""
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, _Loader)  # noqa: S506 - a SafeLoader with three more tags
