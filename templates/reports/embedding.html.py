BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'Show on your own website')  X  X BBBBBBBB
BBBBB BBBBBBBBBBB _("Show on your own website") BBBBBBBB
BBBBB BBBBBBB
XXXX XXXXXXXXXXXXXX
XXXX gettext(u'Show on your own website') XXXXX
XXX gettext(u'The status bar and the table of this report can be shown on other websites, for example on that of the city. They are always up to date there. Copy the text of a box into the HTML of your page; whoever looks after the website knows where.') XXXX
XXX gettext(u'It brings no cookies, no scripts and nothing from third parties.') XXXX
BBB BBBBB BB BBBBBBXXX XXXXXXXXXXX
XXXX XXXXXXXXXXXXXXXXXXXXXXFFFFFFFFFFFFXXXXXXXXXXXXX
XXXXX XXXXXXXX gettext(u'Look at it: %(label)s') SSSS SS SSS SSSSSSSSSXXXXXXXXBBBBBB
XXXXXX
BBBBBBBB
