BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'This link is not complete') BBBBBBBB
BBBBB BBBBBBB
XXXX XXXXXXXXXXXXXX
XXXX gettext(u'This link is not complete') XXXXX
XXX gettext(u'Some mail programs cut long links. Copy the whole address from the mail into the address bar.') XXXX
XXXXX XXXXXXBBB BBBBBBXX gettext(u'To all municipalities') XXXXXXXX
XXXXXX
BBBBBBBB
