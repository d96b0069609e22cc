BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'Confirm your subscription') BBBBBBBB
BBBBB BBBBBBB
XXXX XXXXXXXXXXXXXX
XXXX gettext(u'Confirm your subscription') XXXXX
XXX gettext(u'From now on you want to be told by e-mail what is new about:') XXXX
XX XXXXXXXXXXXXXXXXX
XXXXX XXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXBBBBBBBBBBXXXXXXXX gettext(u'Yes, follow by e-mail') XXXXXXXXXXXXXXXX
XXX gettext(u'If you did not ask for this, just close the page. Your address is then deleted by itself after seven days.') XXXX
XXXXXX
BBBBBBBB
