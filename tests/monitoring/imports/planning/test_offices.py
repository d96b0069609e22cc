"""Offices in a cell: names with commas stay whole, nobody is nobody."""

import pytest

from catalog.choices import Role
from catalog.models import Office
from monitoring.imports.planning.offices import OfficeBook

NAMES = [
    ("Amt für Stadtentwicklung und Statistik", ""),
    ("Amt für Stadtentwicklung und Statistik, Abteilung Statistik", ""),
    ("Kommunale Behindertenbeauftragte", "KBB"),
    ("Jobcenter", ""),
    ("Kinder- und Jugendamt", "510"),
    ("Amt für Schule und Bildung", ""),
]


@pytest.fixture
def book() -> OfficeBook:
    return OfficeBook(
        Office(pk=number, name=name, abbreviation=short) for number, (name, short) in enumerate(NAMES, start=1)
    )


def read(book: OfficeBook, cell: str) -> list[tuple[str, str]]:
    return [(str(n.office) if n.office else f"? {n.name}", n.role) for n in book.read(cell, Role.LEAD)]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Jobcenter", ["Jobcenter"]),
        ("jobcenter ", ["Jobcenter"]),
        ("Job\u00adcenter", ["Jobcenter"]),
        ("Amt fu\u0308r Schule\u00a0und Bildung", ["Amt für Schule und Bildung"]),
        ("KBB", ["Kommunale Behindertenbeauftragte (KBB)"]),
        ("Kommunale Behindertenbeauftragte (KBB)", ["Kommunale Behindertenbeauftragte (KBB)"]),
        ("510", ["Kinder- und Jugendamt (510)"]),
        ("Jobcenter; KBB", ["Jobcenter", "Kommunale Behindertenbeauftragte (KBB)"]),
        ("Jobcenter\nKBB", ["Jobcenter", "Kommunale Behindertenbeauftragte (KBB)"]),
        ("Jobcenter, KBB", ["Jobcenter", "Kommunale Behindertenbeauftragte (KBB)"]),
        ("Kinder- und Jugendamt & Jobcenter", ["Kinder- und Jugendamt (510)", "Jobcenter"]),
        ("Amt für Stadtentwicklung und Statistik", ["Amt für Stadtentwicklung und Statistik"]),
        (
            "Amt für Stadtentwicklung und Statistik, Abteilung Statistik",
            ["Amt für Stadtentwicklung und Statistik, Abteilung Statistik"],
        ),
        (
            "Amt für Stadtentwicklung und Statistik und Kinder- und Jugendamt",
            ["Amt für Stadtentwicklung und Statistik", "Kinder- und Jugendamt (510)"],
        ),
    ],
)
def test_known_offices_are_found_in_any_list(book: OfficeBook, cell: str, names: list[str]) -> None:
    assert [name for name, _role in read(book, cell)] == names


@pytest.mark.parametrize(
    "cell", ["", "?", "??", "-", "–", "…", "N. N.", "N.N.", "n.n.", "NN", "N. N. [ab 2022]", "offen", " "]
)
def test_nobody_never_becomes_an_office(book: OfficeBook, cell: str) -> None:
    assert read(book, cell) == []


@pytest.mark.parametrize("cell", ["Jobcenter, N. N.", "N. N. und Jobcenter", "?; Jobcenter", "Jobcenter / -"])
def test_nobody_beside_a_known_office_is_left_out(book: OfficeBook, cell: str) -> None:
    assert read(book, cell) == [("Jobcenter", Role.LEAD)]


def test_a_known_name_is_never_split_whatever_stands_in_it() -> None:
    names = ["Jugendamt / ASD", "Sozialamt; Teilhabe", "A, B und C & D", "Amt [neu]"]
    book = OfficeBook(Office(pk=number, name=name) for number, name in enumerate(names, start=1))
    for name in names:
        assert read(book, name) == [(name, Role.LEAD)]
        assert read(book, f"N. N.; {name}") == [(name, Role.LEAD)]


def test_each_office_of_a_list_keeps_its_note(book: OfficeBook) -> None:
    named = book.read("Jobcenter [bei Bedarf; jährlich]; KBB [beratend]", Role.LEAD)
    assert [(str(n.office), n.note) for n in named] == [
        ("Jobcenter", "bei Bedarf; jährlich"),
        ("Kommunale Behindertenbeauftragte (KBB)", "beratend"),
    ]


def test_a_name_is_split_only_where_all_parts_sound_like_bodies(book: OfficeBook) -> None:
    for cell in ("Amt für Soziales, Senioren und Teilhabe", "Amt für Kinder, Jugend und Familie", "Kunst und Kultur"):
        assert read(book, cell) == [(f"? {cell}", Role.LEAD)]
    assert read(book, "Jobcenter und Verein für Gutes") == [
        ("Jobcenter", Role.LEAD),
        ("? Verein für Gutes", Role.LEAD),
    ]
    assert [name for name, _role in read(book, "Ordnungsamt / Stadtwerke, Polizei")] == [
        "? Ordnungsamt",
        "? Stadtwerke",
        "? Polizei",
    ]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Age Concern, Fire Service", ["Age Concern", "Fire Service"]),
        ("Landkreis, Kommunen", ["Landkreis", "Kommunen"]),
        ("Caritas, Lebenswelten Nord e. V., Musikkorps", ["Caritas", "Lebenswelten Nord e. V.", "Musikkorps"]),
        ("Referat Bildung, Kultur", ["Referat Bildung, Kultur"]),
        ("Amt für Jugend, Soziales", ["Amt für Jugend, Soziales"]),
        ("Lesen, Rechnen", ["Lesen, Rechnen"]),
        ("Jugendamt, mit den Vereinen", ["Jugendamt, mit den Vereinen"]),
    ],
)
def test_names_with_commas_between_are_a_list_where_one_sounds_like_a_body(cell: str, names: list[str]) -> None:
    assert [one.name for one in OfficeBook([]).read(cell, Role.PARTICIPATING)] == names


def test_roles_stand_before_or_behind_a_name(book: OfficeBook) -> None:
    told = [("Jobcenter", Role.LEAD), ("? Sozialamt", Role.PARTICIPATING), ("? Seniorenbüro", Role.PARTICIPATING)]
    for cell in (
        "FF: Jobcenter\nMitw.: Sozialamt (50), Seniorenbüro",
        "Federführung: Jobcenter; Mitwirkung: Sozialamt (50) / Seniorenbüro",
        "FF: Jobcenter, Mitw.: Sozialamt und Seniorenbüro",
        "Jobcenter (FF)\nSozialamt (Mitw.)\nSeniorenbüro (Mitw.)",
    ):
        assert read(book, cell) == told, cell


def test_an_abbreviation_in_brackets_is_no_part_of_the_name(book: OfficeBook) -> None:
    named = [(one.name, one.abbreviation) for one in book.read("Sozialamt (50); Amt für Wohnen (FB 3.1)", Role.LEAD)]
    assert named == [("Sozialamt", "50"), ("Amt für Wohnen", "FB 3.1")]


def test_what_clerks_mean_comes_first() -> None:
    names = ["Rechtsamt", "Amt für Baurecht und Denkmalschutz", "Bauhof", "Amt für Schule und Bildung"]
    book = OfficeBook(Office(pk=number, name=name) for number, name in enumerate(names, start=1))
    for written, meant in (("Baurechtsamt", names[1]), ("Schulamt", names[3]), ("Amt für Recht", names[0])):
        assert str(book.near(written)[0]) == meant
        assert str(book.meant(written)) == meant
    assert book.meant("Jugendamt") is None


def test_those_taking_part_may_stand_in_the_same_cell(book: OfficeBook) -> None:
    assert read(book, "KBB; Mitwirkung: Jobcenter, Amt für Schule und Bildung") == [
        ("Kommunale Behindertenbeauftragte (KBB)", Role.LEAD),
        ("Jobcenter", Role.PARTICIPATING),
        ("Amt für Schule und Bildung", Role.PARTICIPATING),
    ]


def test_a_note_in_brackets_is_kept(book: OfficeBook) -> None:
    (named,) = book.read("Jobcenter [im Rahmen der Pflegekonferenz]", Role.LEAD)
    assert named.office
    assert named.note == "im Rahmen der Pflegekonferenz"


def test_near_names_are_proposed(book: OfficeBook) -> None:
    assert [str(office) for office in book.near("Job-Center")] == ["Jobcenter"]
    assert [str(o) for o in book.near("Kinder und Jugendamt 51")][:1] == ["Kinder- und Jugendamt (510)"]
    assert book.near("Feuerwehr") == []


def test_names_typed_without_umlauts_are_the_same_offices() -> None:
    book = OfficeBook(
        [Office(pk=1, name="Amt für Baurecht"), Office(pk=2, name="Gebäudewirtschaft", abbreviation="GWÄ")]
    )
    read = book.read("Amt fuer Baurecht, Gebaeudewirtschaft / GWAE", Role.LEAD)
    assert [str(named.office) for named in read] == ["Amt für Baurecht", "Gebäudewirtschaft (GWÄ)"]
    assert [named.name for named in book.read("Schulamt und Wirtschaftsfoerderung", Role.LEAD)] == [
        "Schulamt",
        "Wirtschaftsfoerderung",
    ]


def test_a_list_of_kinds_of_bodies_is_a_list() -> None:
    names = [named.name for named in OfficeBook([]).read("Kliniken, Krankenkassen und Vereine", Role.PARTICIPATING)]
    assert names == ["Kliniken", "Krankenkassen", "Vereine"]


def test_a_number_in_brackets_behind_a_name_means_the_office() -> None:
    book = OfficeBook([Office(pk=1, name="Sozialamt (50)"), Office(pk=2, name="Jugendamt (51)")])
    assert [str(named.office) for named in book.read("51, Sozialamt", Role.LEAD)] == [
        "Jugendamt (51)",
        "Sozialamt (50)",
    ]
