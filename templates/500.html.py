BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'Something went wrong') BBBBBBBB
BBBBB BBBBBBBXXXX XXXXXXXXXXXXXXXXXX gettext(u'Something went wrong') XXXXX
XXX gettext(u'The page could not be made. The mistake is on our side and has been recorded. Please try again later.') XXXX
XXXXX XXXXXXBBB BBBBBBXX gettext(u'To all municipalities') XXXXXXXXXXXXXXBBBBBBBB
BBBBB BBBBBBBBBBBBBBBBBB
