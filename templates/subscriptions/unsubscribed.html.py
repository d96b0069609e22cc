BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'You have unsubscribed') BBBBBBBB
BBBBB BBBBBBB
XXXX XXXXXXXXXXXXXX
XXXX gettext(u'You have unsubscribed') XXXXX
XXXBB BBBBBBBBBB gettext(u'All your subscriptions have ended and your address has been deleted.') BBBB gettext(u'This subscription has ended. If it was your last one, your address has been deleted.') BBBBBXXXX
XXXXX XXXXXXBBB BBBBBBXX gettext(u'To all municipalities') XXXXXXXX
XXXXXX
BBBBBBBB
