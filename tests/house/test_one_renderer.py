"""Pages of the shop are drawn in one place. What is drawn elsewhere would sooner or later look different."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.test_house import ROOT, ours, tracked

# Who may ask for a page: the publisher, the pages that people act on, the preview, and the front door's error pages.
DRAWERS = {
    "functions/chalicelib/workers/site.py",
    "functions/chalicelib/web/answers.py",
    "functions/chalicelib/web/preview.py",
    "infra/local/shell.py",
}
# Who may work out what the page of a document shows.
SHOWERS = {"functions/chalicelib/workers/site.py", "functions/chalicelib/web/preview.py"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in ours():
        name = str(path.relative_to(ROOT))
        if not name.startswith("tests/"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def importing(what: str) -> set[str]:
    return {name for name, tree in modules() if any(re.fullmatch(what, found) for found in imports(tree))}


def test_one_module_knows_the_template_engine() -> None:
    assert importing(r"jinja2(\..*)?") == {"functions/chalicelib/pages/render.py"}


def test_few_may_ask_for_a_page() -> None:
    assert importing(r"chalicelib\.pages(\.render)?\.render") - {"functions/chalicelib/pages/__init__.py"} == DRAWERS


def test_publisher_and_preview_work_out_what_a_page_shows_by_the_same_function() -> None:
    assert importing(r"chalicelib\.showing\.view_of") == SHOWERS


def test_templates_of_shoppers_pages_lie_in_one_folder() -> None:
    """By what only they have: the mark of the shop in their head, and the footer of the law."""
    pages = ROOT / "functions/chalicelib/pages/templates"
    marked = [path for path in tracked() if path.suffix in {".html", ".jinja", ".j2"}]
    elsewhere = [
        str(path.relative_to(ROOT))
        for path in marked
        if not path.is_relative_to(pages) and not path.is_relative_to(ROOT / "tests")
        if re.search(r'asset\["|rel="canonical"|og:title|application/ld\+json', path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == []
    assert (pages / "base.html").is_file()


def test_the_cms_serves_no_page_of_its_own() -> None:
    """No page model of the CMS has a template, a context or a way of serving; previews are asked for, not drawn."""
    forbidden = {"serve", "get_template", "get_context", "template", "get_preview_template", "get_preview_context"}
    found = []
    for name, tree in modules():
        if not name.startswith("cms/") or "/models" not in name:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                defined = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
                assigned = [target for part in node.body if isinstance(part, ast.Assign) for target in part.targets]
                defined |= {target.id for target in assigned if isinstance(target, ast.Name)}
                found += [f"{name}:{node.name}.{what}" for what in sorted(defined & forbidden)]
    assert found == []
    assert {Path(name).name for name, _ in modules() if name.startswith("cms/preview/")} >= {"previewable.py"}
