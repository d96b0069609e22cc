"""The indicators a row names and their targets, laid beside those of its measure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.texts.figures import NO_VALUE, same_unit
from monitoring.exports.resources import NO_TARGET, single_line, target_line
from monitoring.imports.reading.figures import TargetText, read_target
from monitoring.models import Indicator

NO_TARGETS = frozenset({NO_TARGET, *NO_VALUE})
MOST, LONGEST_NAME, LONGEST_STATEMENT = 100, 500, 500


class UnclearTargetsError(Exception):
    """Says what is wrong with the two cells."""

    def __init__(self, message: str | Promise, *, is_about_target: bool = True) -> None:
        super().__init__(message)
        self.message = message
        self.is_about_target = is_about_target


@dataclass(frozen=True, slots=True)
class NewTarget:
    """A target of the file that is not stored like that. `old` and `line` are what a table says of it."""

    name: str
    unit: str
    target: TargetText | None  # None where only the indicator is new
    old: str
    line: str


def pair(names: str, lines: str, known: Iterable[str]) -> list[tuple[str, str]]:
    """Returns each indicator with the target beside it; "" where it has none. Raises UnclearTargetsError."""
    indicators = names.split("\n") if names else []
    targets = ["" if line in NO_TARGETS else line for line in map(single_line, lines.split("\n"))]
    if not indicators and not any(targets):
        return []
    if not indicators:
        indicators = list(known)
        if len(indicators) != 1:
            raise UnclearTargetsError(_("There is a target, but no indicator it belongs to."))
    if len(set(filter(None, indicators))) == 1:
        indicators = [next(filter(None, indicators))] * max(len(targets), 1)
    if len(targets) > len(indicators):
        message = ngettext(
            "There are more targets than the %(number)s indicator beside them. Write one target a line.",
            "There are more targets than the %(number)s indicators beside them. Write one target a line.",
            len(indicators),
        )
        raise UnclearTargetsError(message % {"number": len(indicators)})
    if len(indicators) > MOST:
        raise UnclearTargetsError(_("More than %(most)s lines are no list of indicators.") % {"most": MOST})
    targets += [""] * (len(indicators) - len(targets))
    pairs = [(single_line(name), target) for name, target in zip(indicators, targets, strict=True)]
    if any(target and not name for name, target in pairs):
        raise UnclearTargetsError(_("There is a target, but no indicator it belongs to."))
    return [(name, target) for name, target in dict.fromkeys(pairs) if name]


def compare(
    pairs: Iterable[tuple[str, str]], indicators: Iterable[Indicator], given: Mapping[str, str] | None = None
) -> list[NewTarget]:
    """Returns what the file says and the database does not; `given` are units of a column of their own.

    Raises UnclearTargetsError.
    """
    known = {single_line(indicator.name): indicator for indicator in indicators}
    stored = {name: {t.due: target_line(t, one.unit) for t in one.targets.all()} for name, one in known.items()}
    unsaid = [(name, line) for name, line in pairs if line not in stored.get(name, {}).values()]
    read = [(name, read_target(line)) for name, line in unsaid]
    units = {name: indicator.unit for name, indicator in known.items()}
    for name, target in read:
        units[name] = units.get(name) or target.unit or (given or {}).get(name, "")
    new: dict[tuple[str, str | None], NewTarget] = {}
    for name, one in read:
        if len(name) > LONGEST_NAME:
            raise UnclearTargetsError(_("The name of an indicator is too long."), is_about_target=False)
        unit = units[name]
        target = one if not one.unit or same_unit(one.unit, unit) else one.as_statement()
        line, old = target_line(target, unit), stored.get(name, {}).get(target.due, "")
        if target.is_empty:
            if name not in known:
                new.setdefault((name, None), NewTarget(name, unit, None, "", NO_TARGET))
            continue
        if len(target.statement) > LONGEST_STATEMENT:
            message = _("The text has %(length)s characters; at most %(most)s are possible.")
            raise UnclearTargetsError(message % {"length": len(target.statement), "most": LONGEST_STATEMENT})
        if (name, target.due) in new:
            raise UnclearTargetsError(_("“%(name)s” has two targets for the same deadline.") % {"name": name})
        if line != old:
            own_name = known[name].name if name in known else name
            new[name, target.due] = NewTarget(own_name, unit, target, old, line)
    return list(new.values())
