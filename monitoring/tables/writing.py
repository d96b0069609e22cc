"""Make cells harmless that a spreadsheet would take for a formula, so that they come back as they were."""

import re

# A formula may hide behind quotation marks and blanks; a list item "- text" is none.
DANGEROUS = re.compile(r"'*\s*(?:[=+@\t\r]|-(?!\s))", re.DOTALL)


def neutralise(text: str) -> str:
    """An apostrophe in front of what a spreadsheet would calculate."""
    return f"'{text}" if DANGEROUS.match(text) else text


def restore(text: str) -> str:
    """Take back what `neutralise` has put in front."""
    return text[1:] if text.startswith("'") and DANGEROUS.match(text[1:]) else text
