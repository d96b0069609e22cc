BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'You follow by e-mail') BBBBBBBB
BBBBB BBBBBBB
XXXX XXXXXXXXXXXXXX
XXXX gettext(u'You follow by e-mail') XXXXX
XX XXXXXXXXXXXXXXX XXXXXXXXXXXXXXXX
XXX gettext(u'When something is new you get a mail, at most one a day. Every mail has a link that ends the subscription.') XXXX
XXXXXX
BBBBBBBB
