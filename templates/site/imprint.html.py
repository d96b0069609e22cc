BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'Imprint') BBBBBBBB
BBBBB BBBBBBBBBBB _("Imprint") BBBBBBBB
BBBBB BBBBBBB
XXXX XXXXXXXXXXXXXX
XXXX gettext(u'Imprint') XXXXX
BB BBBBBBBBBBBBBXXXXXXXFFFFFFFFFFFFXXXXBB BBBBBBBBBBBBBBXXX gettext(u'E-mail:')  XX XXXXXXXXXXXXXXXXXXXXXXXBBBBB
BBBBXX XXXXXXXXXXXXXXX gettext(u'This is a demonstration. Whoever runs it for real names the operator in the settings OPERATOR_NAME, OPERATOR_ADDRESS and OPERATOR_EMAIL.') XXXXBBBBB
XXXX gettext(u'About the contents') XXXXX
XXX gettext(u'Names of measures, offices, dates and figures are taken from published papers of the municipalities, which are named on each page. Running texts are our own summaries, status words our reading. In case of doubt the original paper counts.') XXXX
XXXX gettext(u'Software') XXXXX
XXX gettext(u'Measures tracker is free software under the EUPL 1.2.') XXXX
XXXXXX
BBBBBBBB
