BBBB BBBBXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXX gettext(u'No measure fits all filters') XXXXX
BB BBBBBBBBBBBBBXXX gettext(u'There are some if you do without one of them:') XXXX
XXXXBBB BBB BB BBBBBBBBBBBBBXXXXXX XXXXXXXX gettext(u'without “%(title)s: %(text)s”') SSSSSSS SSSSSSSSSSS SSSSSSSSSXXXX X  ngettext(u'%(number)s measure', u'%(number)s measures', count) SSSSSSSSSS SSSSSSSPPPPPPPPPP PPPPPPPPXXXXXBBBBBBXXXXX
BBBB BBBBBBBBBBBBBBBBB B BXXX gettext(u'Leaving out a single filter does not help.') XXXXBBBBB
XXXXX XXXXXXXX gettext(u'Remove all filters') XXXXXXXXXXXXXXXXXX
