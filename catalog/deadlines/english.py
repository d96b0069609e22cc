"""English wordings in the German words that `forms` knows: "31 March 2026" is "31. märz 2026", "mid-2026" "mitte 2026".

Takes and returns texts as `plain` leaves them. A day such as "05/06/2026" stays as it is: nobody can say whether it is
in May or in June.
"""

import re

MONTHS = {
    "january": "januar", "february": "februar", "march": "märz", "mar": "märz", "may": "mai", "june": "juni",
    "july": "juli", "october": "oktober", "oct": "oktober", "december": "dezember", "dec": "dezember",
}  # fmt: skip
SAME = ("april", "august", "september", "november", "jan", "feb", "apr", "jun", "jul", "aug", "sept", "sep", "nov")
MONTH = "|".join(sorted((*MONTHS, *SAME), key=len, reverse=True))
WORDS = {
    "ongoing": "laufend", "continuous": "laufend", "continuously": "laufend", "permanent": "dauerhaft", "tbc": "tbd",
    "to be confirmed": "tbd", "to be decided": "tbd", "annually": "jährlich", "yearly": "jährlich",
    "quarterly": "vierteljährlich", "monthly": "monatlich", "immediately": "sofort", "short term": "kurzfristig",
    "short-term": "kurzfristig", "medium term": "mittelfristig", "medium-term": "mittelfristig",
    "long term": "langfristig", "long-term": "langfristig", "spring": "frühjahr", "summer": "sommer",
    "autumn": "herbst", "end of year": "jahresende", "year end": "jahresende", "school year": "schuljahr",
    "first quarter": "1. quartal", "second quarter": "2. quartal", "third quarter": "3. quartal",
    "fourth quarter": "4. quartal", "last quarter": "4. quartal", "first half": "1. halbjahr",
    "second half": "2. halbjahr", "quarter": "quartal", "onwards": "fortlaufend", "onward": "fortlaufend",
}  # fmt: skip
BEFORE = {
    "by": "bis", "until": "bis", "to": "bis", "from": "ab", "since": "seit",
    "starting": "ab", "after": "nach", "approx": "ca", "approximately": "ca",
}  # fmt: skip
PARTS = {
    "end": "ende", "late": "ende", "mid": "mitte", "middle": "mitte", "beginning": "anfang", "start": "anfang",
    "early": "anfang",
}  # fmt: skip
DAY_BEFORE = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-](?:of )?(?P<month>{MONTH})\b\.?,?[\s-](?=\d)")
DAY_BEHIND = re.compile(rf"\b(?P<month>{MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?, ?(?=\d{{4}})")
SLASHED = re.compile(r"\b(?P<day>1[3-9]|2\d|3[01])/(?P<month>0?[1-9]|1[0-2])/(?P<year>\d{4}|\d{2})\b")
PART = re.compile(rf"\b(?:the )?(?P<part>{'|'.join(PARTS)})(?:-| of (?:the )?| )(?=\d|q\d|{MONTH}|{'|'.join(WORDS)})")
ORDINAL = re.compile(r"\b(?P<number>[1-4])(?:st|nd|rd|th) (?=quarter|half)")
HALF = re.compile(r"(?P<number>[12])\. half\b")
OF_YEAR = re.compile(r"(?P<before>quartal|halbjahr) of (?:the year )?(?=\d)")
ANY_WORD = re.compile(rf"\b(?:{'|'.join(sorted((*WORDS, *MONTHS), key=len, reverse=True))})\b")
ANY_BEFORE = re.compile(rf"\b(?:{'|'.join(sorted(BEFORE, key=len, reverse=True))})(?= )")


def in_german(text: str) -> str:
    """Returns the wording with its English words in German; German ones stay as they are."""
    text = DAY_BEHIND.sub(lambda found: f"{found['day']}. {found['month']} ", text)
    text = DAY_BEFORE.sub(lambda found: f"{found['day']}. {found['month']} ", text)
    text = SLASHED.sub(lambda found: f"{found['day']}.{found['month']}.{found['year']}", text)
    text = PART.sub(lambda found: f"{PARTS[found['part']]} ", text)
    text = ORDINAL.sub(lambda found: f"{found['number']}. ", text)
    text = HALF.sub(lambda found: f"{found['number']}. halbjahr", text)
    text = ANY_BEFORE.sub(lambda found: BEFORE[found[0]], text)
    text = ANY_WORD.sub(lambda found: (WORDS | MONTHS)[found[0]], text)
    return OF_YEAR.sub(lambda found: f"{found['before']} ", text)
