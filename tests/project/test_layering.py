"""Who may know whom: between the apps, and from the models up to the URLs inside each of them."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
KNOWS: dict[str, set[str]] = {
    "catalog": set(),
    "monitoring": {"catalog"},
    "reports": {"catalog", "monitoring"},
}
SHARED = {"codes", "deadlines", "email_addresses", "fields", "folding", "models", "permissions", "querysets"}
SHARED |= {"exports", "headings"}  # the admin and the public pages hand out the same table
SHARED |= {"access"}  # the admin of every app asks the policy in the same way
SHARED |= {"editing"}  # history, concurrent editing and the recycle bin are the same in every admin
SHARED |= {"liveness"}  # imports and large documents are worked on beside the request
SHARED |= {"limits"}  # whatever may happen a few times only is counted in the same table
SHARED |= {"traces"}  # every app says which of its texts may lose a name
SHARED |= {"triggers"}  # the database keeps the former addresses of every app in the same table
# A module may import from its own line and from those above. Querysets come before models because models use
# them as managers, and the policy before querysets because they ask it: it imports no model. What is not named
# here (filters, imports, papers, charts …) stands on one line.
LAYERS = [
    {"codes"},
    {"deadlines", "email_addresses", "folding", "liveness", "web_addresses"},
    {"fields"},
    {"permissions"},
    {"querysets"},
    {"models"},
    {"forms"},
    {"…"},
    {"admin", "apps", "feeds", "management", "views"},
    {"urls"},
]
NAMELESS = {"utils", "helpers", "services", "common", "misc"}


class Import(NamedTuple):
    """`module` is the second part of what is imported: "models" of catalog.models.measure."""

    source: str
    line: int
    app: str
    module: str
    for_types_only: bool
    inside_function: bool

    def __str__(self) -> str:
        return f"{self.source}:{self.line} imports {self.app}.{self.module}"


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def imports(path: Path) -> Iterator[Import]:
    """Every import of this project's packages in a file, wherever it stands."""
    yield from imports_in(path.read_text(), str(path.relative_to(ROOT)))


def imports_in(text: str, source: str) -> Iterator[Import]:
    def visit(node: ast.AST, for_types: bool, inside: bool) -> Iterator[Import]:
        for name in imported_names(node, source):
            app, _, rest = name.partition(".")
            line = getattr(node, "lineno", 0)
            yield Import(source, line, app, rest.partition(".")[0], for_types, inside)
        inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        guarded = node.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) else []
        for child in ast.iter_child_nodes(node):
            yield from visit(child, for_types or child in guarded, inside)

    yield from visit(ast.parse(text), for_types=False, inside=False)


def imported_names(node: ast.AST, source: str) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    package = list(Path(source).parent.parts[: len(Path(source).parts) - node.level]) if node.level else []
    module = ".".join([*package, *([node.module] if node.module else [])])
    return [f"{module}.{alias.name}" for alias in node.names]


def layer(module: str) -> int:
    return next((number for number, names in enumerate(LAYERS) if module in names), LAYERS.index({"…"}))


def layer_of(source: str) -> int:
    """That of the first part below the app: catalog/models/measure.py belongs to the models."""
    return layer(Path(source).parts[1].removesuffix(".py"))


def strangers(found: Import) -> bool:
    home = Path(found.source).parts[0]
    return found.app in {*KNOWS, "measures_tracker", "tests"} - {home} and found.app not in KNOWS[home]


def intrudes(found: Import) -> bool:
    """Takes from another app what is not for others: its views, forms or admin."""
    home = Path(found.source).parts[0]
    return found.app in KNOWS and found.app != home and found.module not in SHARED


def looks_up(found: Import) -> bool:
    home = Path(found.source).parts[0]
    if found.app != home or found.for_types_only:
        return False
    return layer(found.module) > layer_of(found.source)


def hidden(found: Import) -> bool:
    return found.inside_function


APP_IMPORTS = [found for path in sources(*KNOWS) for found in imports(path)]


def test_an_app_knows_only_the_apps_below_it() -> None:
    assert [str(found) for found in APP_IMPORTS if strangers(found)] == []


def test_apps_share_what_is_meant_for_others_only() -> None:
    assert [str(found) for found in APP_IMPORTS if intrudes(found)] == []


def test_inside_an_app_nothing_looks_up() -> None:
    assert [str(found) for found in APP_IMPORTS if looks_up(found)] == []


def test_no_import_hides_inside_a_function() -> None:
    everywhere = [found for path in sources(*KNOWS, "measures_tracker", "tests") for found in imports(path)]
    assert [str(found) for found in everywhere if hidden(found)] == []


def test_every_file_says_what_it_holds() -> None:
    files = sources(*KNOWS, "measures_tracker", "tests")
    assert [str(path.relative_to(ROOT)) for path in files if NAMELESS & {*path.parts[:-1], path.stem}] == []


@pytest.mark.parametrize(
    ("rule", "source", "text"),
    [
        (strangers, "catalog/models/measure.py", "from monitoring.models import Status"),
        (strangers, "monitoring/admin.py", "import reports.views.health"),
        (strangers, "reports/views/city.py", "from measures_tracker import settings"),
        (intrudes, "reports/views/city.py", "from monitoring.forms import StatusForm"),
        (intrudes, "monitoring/admin.py", "from catalog import admin"),
        (looks_up, "catalog/models/measure.py", "from catalog.admin import MeasureAdmin"),
        (looks_up, "catalog/models/measure.py", "from ..forms import MeasureForm"),
        (looks_up, "catalog/querysets.py", "from catalog.models import Measure"),
        (looks_up, "reports/charts.py", "from reports.views import city"),
        (hidden, "catalog/querysets.py", "def late():\n    from catalog.models import Measure"),
    ],
)
def test_the_rules_notice(rule: object, source: str, text: str) -> None:
    assert callable(rule)
    assert [found for found in imports_in(text, source) if rule(found)]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("monitoring/models/status.py", "from catalog.models import Measure"),
        ("reports/urls.py", "from reports.views import city"),
        ("catalog/models/measure.py", "from catalog.querysets import MeasureQuerySet"),
        ("catalog/querysets.py", "if TYPE_CHECKING:\n    from catalog.models import User"),
        ("catalog/fields.py", "from catalog import codes, deadlines"),
    ],
)
def test_the_rules_let_pass(source: str, text: str) -> None:
    found = list(imports_in(text, source))
    rules = (strangers, intrudes, looks_up, hidden)
    assert found
    assert [str(one) for one in found if any(rule(one) for rule in rules)] == []
