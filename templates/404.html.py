BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'Page not found') BBBBBBBB
BBBBB BBBBBBBXXXX XXXXXXXXXXXXXXXXXX gettext(u'Page not found') XXXXX
XXX gettext(u'There is no page at this address. It may have been mistyped, or what it showed is not public.') XXXX
XXXXX XXXXXXBBB BBBBBBXX gettext(u'To all municipalities') XXXXXXXXXXXXXXBBBBBBBB
BBBBB BBBBBBBBBBBBBBBBBB
