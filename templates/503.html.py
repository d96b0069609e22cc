BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'Not available at the moment') BBBBBBBB
BBBBB BBBBBBBXXXX XXXXXXXXXXXXXXXXXX gettext(u'Not available at the moment') XXXXX
BB BBBBB BB BBBBBBXXX gettext(u'The database has no room left. Pages can still be read, but nothing can be saved until those who run the site have made room.') XXXX
BBBB BBBBB BB BBBBBBBBBBBXXX gettext(u'The database can only be read at the moment, as during maintenance. Nothing can be saved until that is over.') XXXX
BBBB BBBBB BB BBBBBBXXX gettext(u'The database is busy and did not answer in time. Please try again in a minute.') XXXX
BBBBXXX gettext(u'The database cannot be reached. The site comes back by itself; please try again in a minute.') XXXXBBBBB
XXX gettext(u'If you were saving something: it was not saved. Go back in your browser, where your entries still are, and try again later.') XXXXXXXXXXBBBBBBBB
BBBBB BBBBBBBBBBBBBBBBBB
