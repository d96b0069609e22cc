BBBB BBBBBB BBBBBXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXX gettext(u'Follow') XX
XXXX gettext(u'Follow') XXXXX
XXX gettext(u'Learn about new updates and deadlines without looking here every day:') XXXX
XXXX
XXXXXX XXXXXXXX gettext(u'By e-mail') XXXX XXXXX XXXXXXXXXXXXXX gettext(u'at most once a day') XXXXXXXXXXXX
XXXXXX XXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'As a feed') XXXX XXXXX XXXXXXXXXXXXXX gettext(u'Atom, for feed readers') XXXXXXXXXXXX
XXXXXX XXXXXXX XXXXXXXXXXXXXXXXXXXXX gettext(u'In the calendar') XXXX XXXXX XXXXXXXXXXXXXX gettext(u'milestones, deadlines and discussions, iCalendar') XXXXXXXXXXXX
XXXXX
XXXXXXXXXXBBBBB
