BBBBBBB BBBBBBBBBBBBBBB BBBB BBBBBB
BBBBB BBBBB gettext(u'Status words') BBBBBBBB
BBBBB BBBBBBBBBBB _("Status words") BBBBBBBB
BBBBB BBBBBBB
XXXX gettext(u'What the status words mean') XXXXX
XXXX XXXXXXXXXXXXXXXXX gettext(u'Every status table of this site uses the same words. They are given by the office that reports; for the five demonstration cities they are our reading of the published papers.') XXXXXXXXXX
XXX XXXXXXXXXXXXXXXXXXXX
BBB BBBBBB BB BBBBBBBBXXXXXXXXXBBBBBBBBBBBB BBBBBBBBBBBBXXXXXXXXXXXXXXXXXXXXBBBBBB
XXXXXXXXXBBBBBBBBBBBB BBXXXXXXXXX gettext(u'Nobody has reported on the measure so far. This is not a status, only the absence of one: the measure may well be under way.') XXXXXXXXXXX
XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXX XXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXX gettext(u'overdue') XXXXXXXXXXXXXXXX gettext(u'The deadline of the measure or of one of its milestones has passed and the measure is neither done nor ongoing nor given up. This is computed from the dates, nobody enters it. “End of 2023” ends on 31 December 2023, “4th quarter 2022” on 31 December 2022.') XXXXXXXXXXX
XXXXX
BBBBBBBB
