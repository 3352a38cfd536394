"""What a module imports, read from its source or seen in a fresh interpreter."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture.repository import ROOT


@cache
def imports(path: Path, *, at_module_level: bool = False) -> frozenset[str]:
    """
    Dotted names of the modules a file imports.

    With ``at_module_level``, only those that are loaded with it: neither inside
    functions nor under ``TYPE_CHECKING``.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = _loaded(tree) if at_module_level else ast.walk(tree)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return frozenset(found)


def _loaded(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            for other in node.orelse:
                yield from (other, *_loaded(other))
            continue
        yield node
        yield from _loaded(node)


def loaded_with(module: str) -> set[str]:
    """Names of all modules in a fresh interpreter after importing one."""
    code = f"import {module}, sys; print('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())
