#!/usr/bin/env python3
"""Import every table of a folder into an empty city and compare what is stored with what a careful human would import.

    check_tables.py DIR --project CHECKOUT [--python PY] [--only NN ...] [--verbose] [--json FILE]

DIR holds NN_name.ext and NN_name.json (the truth; see README.md beside the tables). Each table gets a fresh SQLite
file. The command runs like a clerk who accepts every suggestion; where it refuses or asks, it runs a second time with
the answers of the truth. Always exits 0 once the tables have run; 2 if the project cannot be started.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from decimal import Decimal, InvalidOperation
from pathlib import Path

CITY, REPORT = "pruefstadt", "pruefbericht"
OWN_KEYS = {"created", "changed", "unchanged", "columns", "unmapped", "sheet", "format", "encoding", "rows", "written"}
BULLET = re.compile(r"^\s*(?:[•●▪◦·*–-]|\\[-*])\s+", re.MULTILINE)
PUBLIC = (
    "title",
    "status_text",
    "next_steps",
    "reason",
    "description",
    "objective",
    "starting_position",
    "steps",
    "costs",
)

SETUP = r"""
import json, os
from datetime import date
from catalog.models import Measure, Municipality, Office, Report, Responsibility, Section
from monitoring.models import StatusUpdate

data = json.loads(os.environ["CHECK_DATA"])
city_is = {"name": "Prüfstadt", "ags": "09999999", "state": "BY", "is_public": True}
city, _ = Municipality.objects.get_or_create(slug=data["city"], defaults=city_is)
report_is = {"title": "Prüfbericht", "is_public": True, "published_on": date(2024, 1, 1)}
report, _ = Report.objects.get_or_create(municipality=city, slug=data["report"], defaults=report_is)

def office(name):
    found = Office.objects.filter(municipality=city, name=name).first()
    slug = f"amt-{Office.objects.count() + 1}"
    return found or Office.objects.create(municipality=city, name=name, slug=slug)

def section(title, number):
    found = Section.objects.filter(report=report, title=title).first()
    return found or Section.objects.create(report=report, title=title, slug=f"abschnitt-{number}")

for name in data["offices"]:
    office(name)
stored = {}
for number, one in enumerate(data["before"], 1):
    measure = Measure(report=report, code=one.get("code") or "", title=one["title"], publication="published")
    measure.section = section(one["section"], number) if one.get("section") else None
    measure.parent = stored.get(one.get("parent") or None)
    measure.due = one.get("due") or ""
    measure.order = 0 if one.get("code") else number
    measure.full_clean()
    measure.save()
    stored[one.get("code") or one["title"]] = measure
    for role, names in (("lead", one.get("leads", [])), ("participating", one.get("participating", []))):
        for name in names:
            Responsibility.objects.create(measure=measure, office=office(name), role=role)
    if one.get("status"):
        day = date.fromisoformat(one.get("as_of", "2024-12-31"))
        texts = {"text": one.get("status_text", ""), "next_steps": one.get("next_steps", "")}
        update = StatusUpdate(measure_id=measure.pk, status=one["status"], as_of=day, publication="published", **texts)
        update.save()
"""

READ = r"""
import json, os
from django.db import models
from catalog.models import Measure, Responsibility
from monitoring.models import Indicator, StatusUpdate

DERIVED = {"search_text", "code_key", "code_sort"}

def iso(day):
    return day.isoformat() if day else ""

def number(value):
    return "" if value is None else str(value)

def texts(row):
    fields = [f for f in row._meta.concrete_fields if isinstance(f, (models.CharField, models.TextField))]
    return [str(getattr(row, f.attname) or "") for f in fields if f.name not in DERIVED]

def named(measure, role):
    found = Responsibility.objects.filter(measure_id=measure.pk, role=role).select_related("office")
    return [[n.office.name, n.office.abbreviation, getattr(n, "note", "") or ""] for n in found]

def values(indicator):
    manager = getattr(indicator, "values", None)
    return [str(v.value) for v in manager.all()] if hasattr(manager, "all") else []

def targets(indicator):
    return [
        {"value": number(t.value), "statement": t.statement, "due": t.due, "due_on": iso(t.due_on)}
        for t in indicator.targets.all()
    ]

def indicator_of(i):
    return {
        "name": i.name, "unit": i.unit, "baseline": number(i.baseline), "targets": targets(i), "values": values(i),
    }

answer = []
measures = Measure.objects.filter(report__slug=os.environ["CHECK_REPORT"]).select_related("parent", "section")
for one in measures.order_by("pk"):
    updates = list(StatusUpdate.objects.filter(measure_id=one.pk).order_by("-as_of", "-pk"))
    newest = updates[0] if updates else None
    path, section = [], one.section
    while section is not None:
        path.insert(0, section.title)
        section = section.parent
    indicators = [indicator_of(i) for i in Indicator.objects.filter(measure_id=one.pk)]
    leads, participating = named(one, "lead"), named(one, "participating")
    everything = texts(one) + [t for u in updates for t in texts(u)] + [str(one.get_horizon_display())] + path
    everything += [" ".join(parts) for parts in leads + participating]
    everything += [json.dumps(i, ensure_ascii=False) for i in indicators]
    plain = {
        name: getattr(one, name)
        for name in (
            "code", "title", "due", "start", "horizon", "description", "objective", "starting_position", "steps",
            "data_sources", "internal_note", "publication",
        )
    }
    answer.append({
        **plain,
        "parent": (one.parent.code or one.parent.title) if one.parent else "",
        "section": path[-1] if path else "",
        "section_path": path,
        "leads": leads,
        "participating": participating,
        "due_on": iso(one.due_on),
        "starts_on": iso(one.starts_on),
        "costs": " ".join(map(str, filter(None, [one.effort, one.costs, one.costs_amount]))),
        "status": newest.status if newest else "",
        "status_text": newest.text if newest else "",
        "next_steps": newest.next_steps if newest else "",
        "reason": newest.reason if newest else "",
        "as_of": iso(newest.as_of) if newest else "",
        "history": [{"as_of": iso(u.as_of), "status": u.status, "text": u.text} for u in updates],
        "indicators": indicators,
        "everything": everything,
    })
print("\x1eCHECK" + json.dumps(answer, ensure_ascii=False))
"""


class CannotRun(Exception):
    pass


class Project:
    """One checkout, run by its own Python, with a migrated template database."""

    def __init__(self, root: Path, python: str, work: Path) -> None:
        self.root, self.python, self.work = root, python, work
        self.template = work / "template.sqlite3"
        self._manage(self.template, "migrate", "--verbosity", "0", check=True)
        self._setup(self.template, [], [])
        text = self._manage(self.template, "import_table", "--help", check=True).stdout
        self.flags = [flag for flag in ("--accept-suggestions", "--create-indicators") if flag in text]

    def _manage(
        self, database: Path, *arguments: str, check: bool = False, data: dict | None = None
    ) -> subprocess.CompletedProcess:
        keep = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "TMPDIR", "SYSTEMROOT"}}
        env = {
            **keep,
            "DEBUG": "true",
            "DATABASE_URL": f"sqlite:///{database}",
            "SITE_URL": "http://localhost:8000",
            "PYTHONIOENCODING": "utf-8",
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "CHECK_REPORT": REPORT,
            "CHECK_DATA": json.dumps(data or {}),
        }
        run = subprocess.run(
            [self.python, "manage.py", *arguments],
            cwd=self.root,
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
        )
        if check and run.returncode:
            raise CannotRun(f"manage.py {arguments[0]}: {run.stderr.strip()[-800:]}")
        return run

    def _setup(self, database: Path, before: list, offices: list) -> None:
        data = {"city": CITY, "report": REPORT, "before": before, "offices": offices}
        self._manage(database, "shell", "-c", SETUP, check=True, data=data)

    def database(self, truth: dict) -> Path:
        database = self.work / "table.sqlite3"
        for left in self.work.glob("table.sqlite3*"):
            left.unlink()
        shutil.copy(self.template, database)
        if truth.get("before") or truth.get("offices"):
            self._setup(database, truth.get("before", []), truth.get("offices", []))
        return database

    def import_table(self, database: Path, table: Path, options: list[str]) -> tuple[int, dict, str]:
        told = ["--report", f"{CITY}/{REPORT}", "--create-offices", "--json", *self.flags, *options]
        run = self._manage(database, "import_table", str(table), *told)
        answer = next((json.loads(line) for line in reversed(run.stdout.splitlines()) if line.startswith("{")), {})
        return run.returncode, answer if isinstance(answer, dict) else {}, run.stderr.strip()[-500:]

    def stored(self, database: Path) -> list[dict]:
        run = self._manage(database, "shell", "-c", READ, check=True)
        return json.loads(run.stdout.rpartition("\x1eCHECK")[2])


def folded(text: object) -> str:
    """White space, bullets and backslashes of markup aside; letters stay exactly as they are."""
    plain = BULLET.sub("", re.sub(r"\\([^\w\s])", r"\1", str(text)))
    return " ".join(plain.split())


def number_of(text: object) -> str:
    return re.sub(r"\s+", " ", str(text)).strip().rstrip(".").casefold()


def amount(text: object) -> str:
    """12.500,00 € and 12 500 Euro are the same amount."""
    plain = re.sub(r"(?<=\d)[.\s\u00a0\u202f](?=\d{3}(?!\d))", "", str(text))
    plain = re.sub(r"[.,]0{1,2}(?!\d)", "", plain)
    return " ".join(re.sub(r"€|euro|eur\b", "", plain, flags=re.IGNORECASE).split()).casefold()


def office_key(name: str) -> str:
    return " ".join(re.findall(r"\w+", re.sub(r"\s*[(\[][^()\[\]]*[)\]]\s*$", "", name).casefold()))


def same_number(left: object, right: object) -> bool:
    try:
        return Decimal(str(left)) == Decimal(str(right))
    except InvalidOperation:
        return folded(left) == folded(right)


def any_of(wanted: object) -> list:
    return wanted if isinstance(wanted, list) else [wanted]


def same(field: str, wanted: object, found: dict) -> bool:
    if field in {"leads", "participating"}:
        stored = [{office_key(part) for part in named[:2] if part} for named in found[field]]
        keys = [office_key(name) for name in wanted]
        return len(keys) == len(stored) and all(any(key in names for names in stored) for key in keys)
    if field == "kept":
        texts = [folded(text).casefold() for text in found["everything"]]
        return all(any(folded(piece).casefold() in text for text in texts) for piece in wanted)
    if field == "not_public":
        public = [folded(found[name]).casefold() for name in PUBLIC]
        return not any(folded(piece).casefold() in text for piece in wanted for text in public)
    if field == "costs":
        return any(
            amount(one) and amount(one) in amount(found["costs"]) or not amount(one) and not found["costs"]
            for one in any_of(wanted)
        )
    if field == "history":
        return all(
            any(
                u["as_of"] == w["as_of"]
                and all(key not in w or folded(u[key]) in map(folded, any_of(w[key])) for key in ("text", "status"))
                for u in found["history"]
            )
            for w in wanted
        )
    if field == "indicators":
        return all(any(indicator(w, i) for i in found["indicators"]) for w in wanted)
    if field in {"code", "parent"}:
        return number_of(found[field]) in [number_of(one) for one in any_of(wanted)]
    return folded(found.get(field, "")) in [folded(one) for one in any_of(wanted)]


def indicator(wanted: dict, found: dict) -> bool:
    if folded(wanted["name"]) != folded(found["name"]):
        return False
    if "baseline" in wanted and not (
        same_number(wanted["baseline"], found["baseline"])
        or any(same_number(wanted["baseline"], v) for v in found["values"])
    ):
        return False
    return "target" not in wanted or any(same_number(wanted["target"], t["value"]) for t in found["targets"])


def shown(field: str, found: dict) -> str:
    if field in {"leads", "participating"}:
        return json.dumps([n[0] for n in found[field]], ensure_ascii=False)
    if field == "kept":
        return "(nowhere in the stored measure)"
    if field == "not_public":
        return "(in a public text)"
    if field == "history":
        return json.dumps([(u["as_of"], u["text"][:30]) for u in found["history"]], ensure_ascii=False)
    return json.dumps(found.get(field, ""), ensure_ascii=False)[:160]


def loose(text: object) -> str:
    """Letters and digits only, whatever came along from a PDF: enough to see which measure is meant."""
    return "".join(re.findall(r"[^\W_]", unicodedata.normalize("NFKC", str(text)))).casefold()


def names(measure: dict) -> tuple[str, str, str]:
    return (
        number_of(measure.get("parent") or ""),
        number_of(measure.get("code") or ""),
        folded(any_of(measure["title"])[0]),
    )


def partner(wanted: dict, free: list[dict]) -> dict | None:
    """By number and parent, by number and title, by title, by number alone, at last by what the title begins with."""
    parent, code, title = names(wanted)
    titles = [folded(one) for one in any_of(wanted["title"])]
    tries = []
    if code:
        tries = [
            lambda f: number_of(f["code"]) == code and number_of(f["parent"]) == parent,
            lambda f: number_of(f["code"]) == code and folded(f["title"]) in titles,
        ]
    tries.append(lambda f: folded(f["title"]) in titles)
    if code:
        tries.append(lambda f: number_of(f["code"]) == code)
    tries.append(lambda f: loose(f["title"]).startswith(loose(title)))
    for fits in tries:
        if found := next((one for one in free if fits(one)), None):
            return found
    return None


def fields_of(measure: dict) -> list[str]:
    """Compared are the fields the truth names; null is not compared."""
    return [field for field, value in measure.items() if field not in {"optional", "comment"} and value is not None]


def mentioned(answer: dict, any_words: list[str]) -> bool:
    said = json.dumps(
        {key: value for key, value in answer.items() if key not in OWN_KEYS}, ensure_ascii=False
    ).casefold()
    return any(word.casefold() in said for word in any_words)


def compare(truth: dict, stored: list[dict], answer: dict) -> tuple[int, int, list[str]]:
    """How many fields are right, how many there are, and what is wrong."""
    right = total = 0
    wrong: list[str] = []
    free = list(stored)
    missing = []
    pairs = []
    for wanted in truth["measures"]:
        found = partner(wanted, free)
        if found is None:
            missing.append(wanted)
            continue
        free.remove(found)
        pairs.append((wanted, found))
    for wanted in missing:
        if not wanted.get("optional"):
            total += len(fields_of(wanted))
            wrong.append(f"{label(wanted)}: missing")
    for extra in free:
        total += 1
        wrong.append(f"{label(extra)}: should not exist")
    for wanted, found in pairs:
        for field in fields_of(wanted):
            total += 1
            if same(field, wanted[field], found):
                right += 1
            else:
                asked_for = json.dumps(wanted[field], ensure_ascii=False)[:160]
                wrong.append(f"{label(wanted)}: {field} {shown(field, found)} instead of {asked_for}")
    for warning in truth.get("must_warn", []):
        total += 1
        if mentioned(answer, warning["any_of"]):
            right += 1
        else:
            wrong.append(f"not mentioned: {warning['about']}")
    return right, total, wrong


def label(measure: dict) -> str:
    return " ".join(
        part
        for part in (measure.get("parent") or "", measure.get("code") or "", f"“{any_of(measure['title'])[0][:40]}”")
        if part
    )


def said(answer: dict, stderr: str) -> str:
    errors = [
        (f"row {e.get('row')}: " if isinstance(e, dict) and e.get("row") else "")
        + (e.get("message", "") if isinstance(e, dict) else str(e))
        for e in answer.get("errors", [])
    ]
    more = f" (+{len(errors) - 1} more)" if len(errors) > 1 else ""
    return (errors[0] + more if errors else stderr.splitlines()[-1] if stderr else "no message")[:300]


def is_called(heading: str, name: str) -> bool:
    """Whether the program means this heading of the truth; of a header of two rows the lower one is enough."""
    pattern = ".*".join(re.escape(loose(part)) for part in heading.split("…"))
    return any(re.fullmatch(pattern, loose(one)) for one in (name, name.rpartition(" – ")[2]))


def answers(truth: dict, answer: dict) -> list[str]:
    """What the clerk answers on the second try: only words the program did not know and columns it left out."""
    given = truth.get("answers", {})
    options: list[str] = []
    for word, status in given.get("status", {}).items():
        options += ["--status", f"{word}={status}"]
    taken = {name: field for name, field in answer.get("columns", {}).items()} | dict.fromkeys(
        answer.get("unmapped", []), ""
    )
    plain = {heading: field for heading, field in truth.get("columns", {}).items() if re.fullmatch(r"[a-z_]+", field)}
    for heading, field in (plain | given.get("columns", {})).items():
        name = next((name for name in taken if is_called(heading, name)), None)
        if name is not None and taken[name] != field:
            options += ["--map", f"{name}={field}"]
    if given.get("as_of"):
        options += ["--as-of", given["as_of"]]
    if given.get("sheet"):
        options += ["--sheet", given["sheet"]]
    return options


def asked(answer: dict) -> bool:
    return bool(answer.get("unknown_statuses") or answer.get("questions") or answer.get("asks"))


def check(project: Project, table: Path, truth: dict) -> dict:
    database = project.database(truth)
    code, answer, stderr = project.import_table(database, table, [])
    written = code == 0 and answer.get("written", True)
    first = compare(truth, project.stored(database), answer) if written else (0, count(truth), [])
    result = {
        "file": table.name,
        "kind": truth.get("kind", ""),
        "right": first[0],
        "total": first[1],
        "wrong": first[2],
        "message": "" if written else said(answer, stderr),
    }
    if written and not first[2]:
        return result | {"verdict": "first try"}
    options = answers(truth, answer)
    if not options:
        return result | {"verdict": "wrong" if written else "refused"}
    database = project.database(truth)
    code, second_answer, stderr = project.import_table(database, table, options)
    again = code == 0 and second_answer.get("written", True)
    if not again:
        return result | {
            "verdict": "wrong" if written else "refused",
            "message": result["message"] or said(second_answer, stderr),
            "second_message": said(second_answer, stderr),
        }
    right, total, wrong = compare(truth, project.stored(database), second_answer)
    second = {"answered_right": right, "answered_total": total, "answered_wrong": wrong}
    if not wrong and (not written or asked(answer)):
        return result | second | {"verdict": "right after questions"}
    if written:  # it asked nothing and wrote what is wrong; that a clerk could have mapped by hand helps nobody
        return (
            result
            | second
            | {"verdict": "wrong", "note": "right with the columns and words given by hand" if not wrong else ""}
        )
    return result | second | {"verdict": "wrong", "wrong": wrong, "note": f"after it had refused: {result['message']}"}


def count(truth: dict) -> int:
    return sum(len(fields_of(one)) for one in truth["measures"] if not one.get("optional")) + len(
        truth.get("must_warn", [])
    )


def report(result: dict, *, verbose: bool) -> str:
    number = result["file"].partition(".")[0]
    verdict = result["verdict"]
    share = f"[{result['right']}/{result['total']}"
    share += f", then {result['answered_right']}/{result['answered_total']}]" if "answered_total" in result else "]"
    if verdict == "refused":
        text = f"refused: {result['message']}"
        if result.get("second_message", result["message"]) != result["message"]:
            text += f" — and with the answers: {result['second_message']}"
    elif verdict == "wrong":
        many = result["wrong"] if verbose else result["wrong"][:3]
        more = len(result["wrong"]) - len(many)
        text = "wrong: " + "; ".join(many) + (f"; {more} more" if more > 0 else "")
        text += f" ({result['note']})" if result.get("note") else ""
    else:
        text = verdict
    return f"{number:34} {share:24} {text}"


def truths(folder: Path, only: list[str]) -> list[tuple[Path, dict]]:
    found = []
    for file in sorted(folder.glob("[0-9]*.json")):
        if only and not any(file.name.startswith(number.zfill(2)) for number in only):
            continue
        truth = json.loads(file.read_text(encoding="utf-8"))
        found.append((folder / truth["file"], truth))
    return found


def part(right: int, total: int) -> float:
    return right / total if total else 1.0


def summary(results: list[dict]) -> str:
    """The two figures; a table counts as much as any other, however many rows it has."""
    many = len(results) or 1
    verdicts = [result["verdict"] for result in results]
    first, later = verdicts.count("first try"), verdicts.count("right after questions")
    wrong, refused = verdicts.count("wrong"), verdicts.count("refused")
    share = sum(part(r["right"], r["total"]) for r in results) / many
    answered = sum(
        part(r["answered_right"], r["answered_total"]) if "answered_total" in r else part(r["right"], r["total"])
        for r in results
    )
    return (
        f"first try: {first} of {len(results)} ({first / many:.0%}); right after questions: {later}; "
        f"wrong: {wrong}; refused: {refused}\n"
        f"share of fields right (mean of the tables): {share:.1%} at first try, {answered / many:.1%} after answers"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--project", type=Path, required=True, help="checkout with manage.py")
    parser.add_argument("--python", help="its Python; by default CHECKOUT/.venv/bin/python")
    parser.add_argument("--only", nargs="+", default=[], metavar="NN")
    parser.add_argument("--verbose", action="store_true", help="all differences, not only three")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all results there, too")
    options = parser.parse_args()
    root = options.project.resolve()
    own = root / ".venv" / "bin" / "python"
    python = options.python or (str(own) if own.exists() else sys.executable)
    results = []
    with tempfile.TemporaryDirectory() as work:
        try:
            project = Project(root, python, Path(work))
        except (CannotRun, OSError) as error:
            print(f"The project cannot be started: {error}", file=sys.stderr)
            return 2
        for table, truth in truths(options.folder, options.only):
            try:
                result = check(project, table.resolve(), truth)
            except (CannotRun, OSError, ValueError, subprocess.TimeoutExpired) as error:
                result = {
                    "file": table.name,
                    "verdict": "refused",
                    "message": f"cannot be checked: {error}"[:400],
                    "right": 0,
                    "total": count(truth),
                    "wrong": [],
                }
            results.append(result)
            print(report(result, verbose=options.verbose), flush=True)
    if options.json:
        options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    print()
    print(summary(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
