"""Writes a document as a Word file: real styles, repeated heads of tables, sections in portrait and landscape.

Equal documents give equal bytes: the file says when the document was written, and nothing about when it was made.
"""

from __future__ import annotations

import io
import zipfile
from base64 import b64decode
from typing import TYPE_CHECKING

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from catalog.texts.plain_text import one_line
from reports.documents.document import DocHeading, DocTable, Items, Orientation, Pairs, Picture
from reports.documents.theme import PLAIN
from reports.documents.writers.docx_parts import Body, element, field, parsed
from reports.documents.writers.pdf import pictures_as_png
from reports.documents.writers.phrases import contents_title, footer_words, page_words

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.text.parfmt import CT_PPr
    from docx.section import Section

    from reports.documents.document import Block, Document, Part
    from reports.documents.theme import DocumentTheme

SHORT, LONG = Mm(210), Mm(297)
MARGIN, MARGIN_ACROSS = Mm(20), Mm(15)
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the earliest time an archive can hold
DEEPEST_IN_CONTENTS = 2
MOST_SIGNS = 255  # characters of a property of a file
SIZES = {
    "Title": 18,
    "Heading 1": 14,
    "Heading 2": 12,
    "Heading 3": 11,
    "Heading 4": 10.5,
    "Caption": 9.5,
    "TOC Heading": 12,
}


def write_docx(document: Document, theme: DocumentTheme = PLAIN) -> bytes:
    file = docx.Document()
    _empty(file)
    _apply_theme(file, theme, document.language)
    _hyphenate(file)
    _describe(file, document)
    blocks = [block for part in document.parts for block in part.blocks]
    body = Body(file, pictures_as_png(block.svg for block in blocks if isinstance(block, Picture)))
    section, turned = file.sections[0], None
    for number, part in enumerate(document.parts):
        if part.orientation != turned:
            body.flush()
            section = file.add_section(WD_SECTION.NEW_PAGE) if number else section
            _turn(section, part)
        else:
            body.break_page()
        turned = part.orientation
        if number == 0:
            _open(body, document, theme)
        for block in part.blocks:
            _block(body, block, section)
    if not document.parts:
        _turn(file.sections[0], None)
        _open(body, document, theme)
    body.flush()
    _foot(file.sections[0], document)
    return _with_fixed_times(file, body)


def _empty(file: WordDocument) -> None:
    """Returns the template of python-docx without its paragraph and its preview picture."""
    for paragraph in file.element.body.findall(qn("w:p")):
        file.element.body.remove(paragraph)
    relations = file.part.package.rels
    for name in [name for name, one in relations.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[name]


def _block(body: Body, block: Block, section: Section) -> None:
    width = (section.page_width or 0) - 2 * (section.left_margin or 0)
    match block:
        case DocHeading():
            body.heading(block.text, block.level)
        case Items():
            body.items(block)
        case Pairs():
            body.pairs(block, width)
        case DocTable():
            body.table(block, width)
        case Picture():
            body.picture(block, width)
        case _:
            body.paragraph(block.runs)


def _open(body: Body, document: Document, theme: DocumentTheme) -> None:
    sender = [*theme.letterhead, *document.sender]
    if sender:
        if theme.crest:
            body.crest(b64decode(theme.crest), theme.crest_shows)
        body.line("\n".join(map(one_line, sender)), "Letterhead")
    body.line(one_line(document.title), "Title")
    headings = [block for part in document.parts for block in part.blocks if isinstance(block, DocHeading)]
    if document.has_contents and headings:
        body.line(contents_title(), "TOC Heading")
        body.contents(headings, DEEPEST_IN_CONTENTS)


def _turn(section: Section, part: Part | None) -> None:
    is_landscape = part is not None and part.orientation == Orientation.LANDSCAPE
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG, SHORT) if is_landscape else (SHORT, LONG)
    margin = MARGIN_ACROSS if is_landscape else MARGIN
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin
    section.footer_distance = Mm(8)


def _foot(section: Section, document: Document) -> None:
    """Adds the footer; the sections that follow have the same."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    before, between, after = page_words()
    if document.footer:
        before = f"{footer_words(document.footer)}  ·  {before}"
    paragraph.add_run(before)
    paragraph._p.extend(parsed(field("PAGE", "1")))
    paragraph.add_run(between)
    paragraph._p.extend(parsed(field("NUMPAGES", "1")))
    if after:
        paragraph.add_run(after)


def _apply_theme(file: WordDocument, theme: DocumentTheme, language: str) -> None:
    styles = file.styles
    accent = RGBColor.from_string(theme.accent.removeprefix("#").upper())
    for name, level in (("TOC Heading", None), ("Letterhead", None), ("TOC 1", 1), ("TOC 2", 2)):
        if name not in styles:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        if level:
            styles[name].paragraph_format.left_indent = Mm(5 * (level - 1))
            styles[name].paragraph_format.space_after = Pt(2)
    for style in styles:
        fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if fonts is not None:
            for name in list(fonts.attrib):
                del fonts.attrib[name]
            for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{kind}"), theme.word_font)
    styles["Footer"].font.size = Pt(8.5)
    normal = styles["Normal"]
    normal.font.name, normal.font.size = theme.word_font, Pt(10)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(5), 1.05
    for name, size in SIZES.items():
        style = styles[name]
        style.font.size, style.font.color.rgb, style.font.bold = Pt(size), accent, True
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0.55 * size), Pt(3)
    _rule(styles["Letterhead"].element.get_or_add_pPr(), theme)
    title_rule = styles["Title"].element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
    if title_rule is not None:
        title_rule.getparent().remove(title_rule)
    for tag in file.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), language)
        tag.set(qn("w:eastAsia"), language)


def _hyphenate(file: WordDocument) -> None:
    """Switches hyphenation on, as long German words would be cut anywhere in narrow columns."""
    (before,) = file.settings.element.findall(qn("w:defaultTabStop"))
    (made,) = parsed(element("autoHyphenation", val="true"))
    before.addnext(made)


def _rule(properties: CT_PPr, theme: DocumentTheme) -> None:
    line = element("bottom", val="single", sz="12", space="4", color=theme.accent.removeprefix("#"))
    (border,) = parsed(element("pBdr", line))
    properties.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _describe(file: WordDocument, document: Document) -> None:
    written = document.written_at.replace(microsecond=0, tzinfo=None)
    properties = file.core_properties
    properties.title = one_line(document.title)[:MOST_SIGNS]
    properties.author = properties.last_modified_by = one_line(document.author)[:MOST_SIGNS]
    properties.subject = one_line(document.subject)[:MOST_SIGNS]
    properties.language = document.language
    properties.comments = properties.keywords = properties.category = ""
    properties.created = properties.modified = written
    properties.revision = 1


def _with_fixed_times(file: WordDocument, body: Body) -> bytes:
    saved, result = io.BytesIO(), io.BytesIO()
    file.save(saved)
    main = file.part.partname.membername
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = body.filled(source.read(name)) if name == main else source.read(name)
            target.writestr(zipfile.ZipInfo(name, EARLIEST), content, zipfile.ZIP_DEFLATED)
    return result.getvalue()
