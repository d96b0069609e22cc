BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBBBB BBBBBBBBBBB gettext(u'Error:')  BBBBB gettext(u'Follow by e-mail')  X BBBBBBBB
BBBBB BBBBBBBBBBB _("Follow by e-mail") BBBBBBBB
BBBBB BBBBBBB
XXXX XXXXXXXXXXXXXX
XXXX gettext(u'Follow by e-mail') XXXXX
XX XXXXXXXXXXXXXXX XXXXXXXXXXXXXXXX
XXX gettext(u'You get a mail when there are new updates, milestones that were reached or discussions – at most one a day, for everything you follow.') XXXX
XXXXX XXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXBBBBBBBBBB
BBB BBBBB BB BBBBBBBBBBBBBBBBBBBBBXX XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXBBBBBB

BB BBBBBBBBBBBBBBBBBXX XXXXXXXXXXXXX XXXXXXXXXXX XXXXXXXXXXXXXXXXXBBBBB
XXXXXXXXXXXXX gettext(u'Ask for a confirmation mail') XXXXXXXXXXXXXXX
XXXXXXX
XXX gettext(u'First we send you a mail with a link. Only after you have confirmed there does anything else arrive, and every mail has a link that ends it.') XXXX
BB BBB BBBBBBBBBBBBBBBBBBBBBBBBBBBXXXXX XXXXXXBBB BBBBBBBBBBB BBBBBBBBBBBBBBBBBXX gettext(u'Follow everything in %(name)s instead') SSSSSS SSSSSSSSSS SS SSSSSSSS SSSSSSSXXXXXXXXBBBBB
XX XXXXXXXXXXXXXX gettext(u'Your address is stored for this purpose only and deleted when you unsubscribe.')  XX XXXXXXBBB BBBBBBBBBXXXXXXXXXXXXXX gettext(u'Privacy') XXXXXXXX
XXXXXX
BBBBBBBB
