"""Templates of papers: letterhead, colour, fonts, and the blocks in the order and words of a city."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.fields import LONGEST_NOTE, LineField, ProseField, UniqueWithin
from catalog.models import Municipality
from catalog.models.versions import Versions
from reports.choices import BlockKind, Font
from reports.fields import validate_colour
from reports.models.figures import NAMES as FIGURES
from reports.models.wording import IN_FACTS, NUMBER, OF_CONSULTATION, refuse_unknown_facts
from reports.querysets import PaperTemplateQuerySet, TemplateBlockQuerySet

# Their headings stand in the list of annexes, so they cannot name it.
ANNEXES = frozenset({BlockKind.STATUS_TABLE, BlockKind.INDICATORS})
NAMES_IN_LINES = {
    BlockKind.FACTS: IN_FACTS,
    BlockKind.TEXT: IN_FACTS,
    BlockKind.SEQUENCE: OF_CONSULTATION,
    BlockKind.RESULTS: (NUMBER,),
}


class PaperTemplate(UniqueWithin):
    """A form in which a city writes its papers."""

    within = "municipality"

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="paper_templates", verbose_name=_("municipality")
    )
    name = LineField(_("name"), max_length=100)
    title = LineField(
        _("title"), max_length=100, blank=True, help_text=_("Stands before the subject, such as “Sitzungsvorlage”.")
    )
    letterhead = ProseField(
        _("letterhead"), longest=LONGEST_NOTE, blank=True, help_text=_("A line each, as it stands at the top.")
    )
    accent = models.CharField(
        _("colour"),
        max_length=7,
        default="#17538f",
        validators=[validate_colour],
        help_text=_("Of headings and lines, such as #17538f."),
    )
    font = models.CharField(_("font of PDF files"), max_length=40, choices=Font, default=Font.SANS)
    word_font = models.CharField(
        _("font of Word files"),
        max_length=60,
        default="Arial",
        validators=[RegexValidator(r"^[\w \-]+$", _("The name of a font has letters, digits and spaces."))],
        help_text=_("One that is on the computers of the administration."),
    )

    objects = PaperTemplateQuerySet["PaperTemplate"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("template of papers")
        verbose_name_plural = _("templates of papers")
        ordering = ["municipality__name", "name"]
        constraints = [
            models.UniqueConstraint(
                name="paper_template_name_unique_per_municipality",
                fields=["municipality", "name"],
                violation_error_message=_("This municipality already has a template of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str]:
        return (self.municipality.ags, self.name)

    natural_key.dependencies = ["catalog.municipality"]  # type: ignore[attr-defined]


class TemplateBlock(models.Model):
    """A block of a template: its place in the paper, and its words."""

    template = models.ForeignKey(
        PaperTemplate, on_delete=models.CASCADE, related_name="blocks", verbose_name=_("template of papers")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("content"), max_length=20, choices=BlockKind)
    heading = LineField(_("heading"), max_length=200, blank=True)
    lines = ProseField(
        _("lines"),
        longest=LONGEST_NOTE,
        blank=True,
        help_text=_(
            "Facts: a line each, such as “Reference number: {aktenzeichen}”. Sequence and result: a column each, such "
            "as “Date: {sitzungstag}”; without anything in braces the column is left to be filled in."
        ),
    )
    keeps_empty = models.BooleanField(
        _("keep empty lines"), default=False, help_text=_("Facts that are not known are shown with a dash.")
    )

    objects = TemplateBlockQuerySet["TemplateBlock"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("block of a template")
        verbose_name_plural = _("blocks of a template")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="template_block_once_under_a_heading",
                fields=["template", "kind", "heading"],
                violation_error_message=_("The template already has such a block under this heading."),
            ),
        ]

    def __str__(self) -> str:
        return self.heading or str(BlockKind(self.kind).label)

    def natural_key(self) -> tuple[str, ...]:
        return (*self.template.natural_key(), self.kind, self.heading)

    natural_key.dependencies = ["reports.papertemplate"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if not self.kind:
            return
        kind = BlockKind(self.kind)
        if kind not in NAMES_IN_LINES and self.lines.strip():
            raise ValidationError(
                {"lines": _("This content comes from the paper; words of your own are a “text of its own”.")}
            )
        written = {
            "heading": (self.heading, FIGURES if kind in ANNEXES else IN_FACTS),
            "lines": (self.lines, NAMES_IN_LINES.get(kind, ())),
        }
        problems = {}
        for field, (text, names) in written.items():
            try:
                refuse_unknown_facts(text, names)
            except ValidationError as error:
                problems[field] = error.messages
        if problems:
            raise ValidationError(problems)
