BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'This link is no longer valid') BBBBBBBB
BBBBB BBBBBBB
XXXX XXXXXXXXXXXXXX
XXXX gettext(u'This link is no longer valid') XXXXX
XXX gettext(u'A link to confirm is valid for seven days, and only as long as there is something to follow. Go to the page that interests you and ask for a new mail there.') XXXX
XXXXX XXXXXXBBB BBBBBBXX gettext(u'To all municipalities') XXXXXXXX
XXXXXX
BBBBBBBB
