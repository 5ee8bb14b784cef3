"""``python -m infra.package``: one template and one zip for CloudFormation, from the app and the files in ``infra/``.

Chalice makes the functions, ``resources.yaml`` the table, queues and buckets, ``functions.yaml`` what ties them
together. Deploy with ``aws cloudformation package`` and ``deploy``, or ``sam deploy``.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.local import template

INFRA = Path(__file__).resolve().parent
PLACEHOLDER_ACCOUNT = "000000000000"
# A fixed time, so that the same code makes the same zip.
ZIP_TIME = (2026, 1, 1, 0, 0, 0)


class PackagingError(Exception):
    """What came out would deploy, and not do what it should; the message says what is missing."""


def package(project: Path, out: Path, *, stage: str = "prod") -> Path:
    """Write ``sam.json`` and ``deployment.zip`` to ``out`` and return the template's path.

    Raises :class:`PackagingError` when a part of ``functions.yaml`` met nothing of Chalice's to be merged with.
    """
    out.mkdir(parents=True, exist_ok=True)
    fragment = merged(template.load(INFRA / "resources.yaml"), template.load(INFRA / "functions.yaml"))
    with tempfile.TemporaryDirectory() as folder:
        merge_file = Path(folder) / "merge.json"
        merge_file.write_text(json.dumps(fragment), encoding="utf-8")
        command = [str(Path(sys.executable).parent / "chalice"), "package", "--stage", stage]
        # JSON, because Chalice writes YAML with aliases, which CloudFormation refuses.
        command += ["--template-format", "json", "--merge-template", str(merge_file), str(out.resolve())]
        region = os.environ.get("AWS_DEFAULT_REGION") or "ap-southeast-1"
        subprocess.run(command, cwd=project, check=True, env=os.environ | {"AWS_DEFAULT_REGION": region})  # noqa: S603
    path = out / "sam.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    problems = [*loose_ends(found)]
    if problems:
        raise PackagingError("\n".join(problems))
    compile_zip(out / "deployment.zip")
    return path


def merged(base: Any, more: Any) -> Any:
    """``more`` over ``base``: objects are joined, everything else is replaced (as Chalice does it)."""
    if isinstance(base, dict) and isinstance(more, dict):
        return base | {key: merged(base.get(key), value) for key, value in more.items()}
    return more


def loose_ends(found: dict[str, Any]) -> Iterator[str]:
    """Sentences on what in a packaged template is tied to nothing."""
    for name, resource in found["Resources"].items():
        if "Type" not in resource:
            yield f"functions.yaml adds to {name}, and Chalice made no such resource: was a function renamed?"
        for event, source in resource.get("Properties", {}).get("Events", {}).items():
            if "Type" not in source:
                yield f"functions.yaml adds to the event {event} of {name}, and Chalice made no such event"
            if PLACEHOLDER_ACCOUNT in json.dumps(source):
                yield f"the event {event} of {name} still has the placeholder of the decorator: point it at a resource"


def compile_zip(path: Path) -> None:
    """Put compiled modules beside the sources: without them a cold start compiles everything, twice as long.

    They are of the Python that runs this, which is also the runtime that Chalice asks Lambda for.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with zipfile.ZipFile(path) as archive:
            archive.extractall(root)
        # Unchecked: the files never change after this, so Python need not look at the sources' times.
        compileall.compile_dir(
            root, quiet=2, stripdir=folder, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
        )
        draft = path.with_suffix(".new")
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for file in sorted(p for p in root.rglob("*") if p.is_file()):
                entry = zipfile.ZipInfo(str(file.relative_to(root)), ZIP_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.read_bytes())
        shutil.move(draft, path)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.package", description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("build"), help="folder to write to (default: build)")
    parser.add_argument("--stage", default="prod", choices=["prod"])
    given = parser.parse_args()
    try:
        path = package(INFRA.parent / "functions", given.out, stage=given.stage)
    except (PackagingError, subprocess.CalledProcessError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
