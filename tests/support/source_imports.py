"""What Python sources import, read and not run."""

import ast


def imports(source: str, package: str = "") -> set[str]:
    """Every module or name that is imported anywhere in a source, under TYPE_CHECKING and in functions too."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = ".".join(part for part in (package if node.level else "", node.module) if part)
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names


def top(name: str) -> str:
    """The package that a name is imported from."""
    return name.split(".")[0]
