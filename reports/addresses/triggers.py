"""The database keeps the former addresses of committees and papers as well."""

from catalog.choices import AddressKind
from catalog.triggers import in_municipality, watch
from reports.models import Committee, CouncilPaper

watch(in_municipality(Committee, AddressKind.COMMITTEE), in_municipality(CouncilPaper, AddressKind.PAPER))
