"""Who may know whom: between the apps, and from the models up to the URLs inside each of them; types as well."""

import ast
import re
from collections.abc import Collection, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
KNOWS: dict[str, set[str]] = {
    "catalog": set(),
    "monitoring": {"catalog"},
    "reports": {"catalog", "monitoring"},
}
# What the apps above may take from an app: its words, its models, and the rooms that stand open to all.
SHARED = {
    "catalog": {
        "admin_base",
        "all_day_events",
        "choice_fields",
        "choices",
        "deadlines",
        "faults",
        "fields",
        "history",
        "kept_forms",
        "locking",
        "mails",
        "models",
        "name_indexes",
        "on_demand",
        "outline",
        "people.email_addresses",
        "permissions",
        "pictures",
        "prepared_queries",
        "qr_codes",
        "querysets",
        "rate_limits",
        "revisions",
        "row_values",
        "recycle_bin",
        "site_address",
        "tasks",
        "texts",
        "themes",
        "traces",
        "triggers",
    },
    "monitoring": {
        "agenda",
        "attachments",
        "choices",
        "current",
        "exports",
        "models",
        "querysets",
        "rounds.review.freezing",
        "search",
    },
    "reports": {"choices", "models", "querysets"},
}
# A module may import from its own line and from those above. Querysets come before models because models use
# them as managers, and the policy before querysets because they ask it: it imports no model. What is not named
# here (filters, imports, papers, charts …) stands on one line.
LAYERS = [
    {"choices", "on_demand", "texts.codes", "texts.plain_text"},
    {
        "deadlines",
        "pictures",
        "pixels",
        "texts.costs",
        "texts.email_addresses",
        "texts.figures",
        "texts.normalising",
        "texts.web_addresses",
    },
    {"fields"},
    {"prepared_queries", "row_values"},
    {"permissions.policy", "permissions.registry", "permissions.roles"},
    {"querysets"},
    {"models"},
    {"forms"},
    {"…"},
    {"apps", "management"},
    {"admin", "urls"},
]
ON_TOP = {"views": len(LAYERS) - 2, "urls": len(LAYERS) - 1}
NAMELESS = {"utils", "helpers", "services", "common", "misc"}


class Import(NamedTuple):
    """`module` is what is imported, without its app: "models.measure" of catalog.models.measure."""

    source: str
    line: int
    app: str
    module: str
    inside_function: bool

    def __str__(self) -> str:
        return f"{self.source}:{self.line} imports {self.app}.{self.module}"


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


@cache
def imports(path: Path) -> list[Import]:
    """Every import of this project's packages in a file, wherever it stands."""
    return list(imports_in(path.read_text(), str(path.relative_to(ROOT))))


def imports_in(text: str, source: str) -> Iterator[Import]:
    def visit(node: ast.AST, inside: bool) -> Iterator[Import]:
        for name in imported_names(node, source):
            app, _, rest = name.partition(".")
            yield Import(source, getattr(node, "lineno", 0), app, rest, inside)
        inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            yield from visit(child, inside)

    yield from visit(ast.parse(text), inside=False)


def imported_names(node: ast.AST, source: str) -> list[str]:
    """What stands in a string for `on_demand` is imported as well, if only later."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "on_demand":
        return [ast.literal_eval(node.args[0])]
    if not isinstance(node, ast.ImportFrom):
        return []
    package = list(Path(source).parent.parts[: len(Path(source).parts) - node.level]) if node.level else []
    module = ".".join([*package, *([node.module] if node.module else [])])
    return [f"{module}.{alias.name}" for alias in node.names]


def is_within(module: str, room: str) -> bool:
    return f"{module}.".startswith(f"{room}.")


def layer(module: str) -> int:
    """That of the innermost room which has one; urls and views stand on top of whatever room they are in."""
    of_rooms = {room: number for number, rooms in enumerate(LAYERS) for room in rooms if is_within(module, room)}
    on_top = [of_kind for kind, of_kind in ON_TOP.items() if kind in module.split(".")]
    if on_top:
        return max(on_top)
    return of_rooms[max(of_rooms, key=len)] if of_rooms else LAYERS.index({"…"})


def layer_of(source: str) -> int:
    """catalog/models/measure.py belongs to the models."""
    return layer(".".join(Path(source).parts[1:]).removesuffix(".py"))


def strangers(found: Import) -> bool:
    home = Path(found.source).parts[0]
    return found.app in {*KNOWS, "measures_tracker", "tests"} - {home} and found.app not in KNOWS[home]


def intrudes(found: Import) -> bool:
    """Takes from another app what is not for others: its views, forms or admin."""
    home = Path(found.source).parts[0]
    is_open = any(is_within(found.module, room) for room in SHARED.get(found.app, ()))
    return found.app in KNOWS and found.app != home and not is_open


def looks_up(found: Import) -> bool:
    home = Path(found.source).parts[0]
    if found.app != home:
        return False
    return layer(found.module) > layer_of(found.source)


def hidden(found: Import) -> bool:
    return found.inside_function


def app_imports() -> list[Import]:
    return [found for path in sources(*KNOWS) for found in imports(path)]


def test_an_app_knows_only_the_apps_below_it() -> None:
    assert [str(found) for found in app_imports() if strangers(found)] == []


def test_no_app_names_one_above_it_in_a_string() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {text}"
        for app, known in KNOWS.items()
        for path in sources(app)
        for text in strings_in(path.read_text())
        if names_an_app(text, KNOWS.keys() - known - {app})
    ]
    assert named == []


def strings_in(text: str) -> Iterator[str]:
    """Every string but docstrings, also the fixed parts of those that are put together."""
    tree = ast.parse(text)
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


def names_an_app(text: str, apps: set[str]) -> bool:
    """As in "monitoring.measure", "admin:monitoring_measure_add" or "monitoring/measure.html"."""
    return any(re.search(rf"(^|[:/]){app}[._/][a-z]", text) for app in apps)


def test_apps_share_what_is_meant_for_others_only() -> None:
    assert [str(found) for found in app_imports() if intrudes(found)] == []


def test_inside_an_app_nothing_looks_up() -> None:
    assert [str(found) for found in app_imports() if looks_up(found)] == []


def test_no_import_hides_inside_a_function() -> None:
    everywhere = [found for path in sources(*KNOWS, "measures_tracker", "tests") for found in imports(path)]
    assert [str(found) for found in everywhere if hidden(found)] == []


def test_no_modules_stand_in_a_circle() -> None:
    """Not even by what they import for their types alone."""
    everywhere = sources(*KNOWS, "measures_tracker")
    assert circle_in({name_of(path): imports(path) for path in everywhere}) == []


def name_of(path: Path) -> str:
    """That of a package for its __init__.py."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def circle_in(modules: dict[str, list[Import]]) -> list[str]:
    """The modules of one circle in the order in which each is imported by the next; empty if there is none."""
    graph = {
        name: {target for one in found if (target := module_of(one, modules)) and target != name}
        for name, found in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def module_of(found: Import, modules: Collection[str]) -> str | None:
    """The module that is imported, or that from which something is."""
    name = f"{found.app}.{found.module}"
    return next((one for one in (name, name.rpartition(".")[0]) if one in modules), None)


def test_a_circle_of_types_is_noticed() -> None:
    texts = {
        "catalog.a": "if TYPE_CHECKING:\n    from catalog.b import B",
        "catalog.b": "from catalog import c",
        "catalog.c": "from catalog.a import A",
    }
    modules = {name: [*imports_in(text, f"{name.replace('.', '/')}.py")] for name, text in texts.items()}
    assert set(circle_in(modules)) == {"catalog.a", "catalog.b", "catalog.c"}
    assert circle_in({**modules, "catalog.c": []}) == []


def test_every_file_says_what_it_holds() -> None:
    files = sources(*KNOWS, "measures_tracker", "tests")
    assert [str(path.relative_to(ROOT)) for path in files if NAMELESS & {*path.parts[:-1], path.stem}] == []


@pytest.mark.parametrize(
    ("rule", "source", "text"),
    [
        (strangers, "catalog/models/measure.py", "from monitoring.models import Status"),
        (strangers, "monitoring/admin.py", "import measures_tracker.health"),
        (strangers, "reports/measures/views.py", "from measures_tracker import settings"),
        (intrudes, "reports/measures/views.py", "from monitoring.forms import StatusForm"),
        (intrudes, "monitoring/admin.py", "from catalog import admin"),
        (looks_up, "catalog/models/measure.py", "from catalog.admin import MeasureAdmin"),
        (looks_up, "catalog/models/measure.py", "from ..forms import MeasureForm"),
        (looks_up, "catalog/querysets.py", "from catalog.models import Measure"),
        (looks_up, "catalog/querysets.py", "if TYPE_CHECKING:\n    from catalog.models import User"),
        (looks_up, "reports/charts.py", "from reports.views import city"),
        (looks_up, "catalog/querysets.py", 'qr_code = on_demand("catalog.admin.qr_code")'),
        (strangers, "catalog/qr_codes.py", 'qr_code = on_demand("reports.addresses.qr_code")'),
        (hidden, "catalog/qr_codes.py", 'def late():\n    on_demand("catalog.choices.words")()'),
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
        ("reports/urls.py", "from reports.site.views import home"),
        ("catalog/models/measure.py", "from catalog.querysets import MeasureQuerySet"),
        ("catalog/fields.py", "from catalog.texts import codes\nfrom catalog import deadlines"),
    ],
)
def test_the_rules_let_pass(source: str, text: str) -> None:
    found = list(imports_in(text, source))
    rules = (strangers, intrudes, looks_up, hidden)
    assert found
    assert [str(one) for one in found if any(rule(one) for rule in rules)] == []
