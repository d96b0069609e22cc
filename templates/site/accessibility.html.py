BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'Accessibility') BBBBBBBB
BBBBB BBBBBBBBBBB _("Accessibility") BBBBBBBB
BBBBB BBBBBBB
XXXX XXXXXXXXXXXXXX
XXXX gettext(u'Accessibility statement') XXXXX
XXX _("The operator of this installation")  gettext(u'%(operator)s wants this website to be usable by everybody, in line with BITV 2.0, EN 301 549 and WCAG 2.1 level AA.') SSSSSSSSSSSS SSSSS SSSS SSSSSSS SS SS SSSSSS SS SSSSSSSSSS SS SSSS SSSS SSSS SSSS SS SSS SSS SSS SSSS SSS SSSSS SSSXXXX
XXXX gettext(u'How accessible is this website?') XXXXX
XXX gettext(u'All pages are built to WCAG 2.2 level AA and are checked automatically in a real browser with every change, in light and dark dress and on narrow screens. They work with the keyboard alone and without scripts. Status is always given as a word, never by colour only. This is a self-assessment; an assessment by people with disabilities is still to be made.') XXXX
XXXX gettext(u'Known gaps') XXXXX
XXXXXXXX gettext(u'Documents of the cities that we link to may not be accessible.') XXXXXXXXX gettext(u'There are no videos in sign language yet. Several cities have a text in plain language.') XXXXXXXXX gettext(u'Measures are written in German; the English pages translate what is around them.') XXXXXXXXXX
XXX XXXXXXXXXXXXXX gettext(u'Report a barrier') XXXXX
XXX gettext(u'Have you found a barrier or a mistake? Please tell us; we answer within four weeks.') XXXX
XXXX
BB BBBBBBBBBBBBBBXXXXBB BBBBBBBBBBBBBX BBBBBXX XXXXXXXXXXXXXXXXXXXXXXXXBBBBB
BBB BBBBBBBBBBBB BB BBBBBBBBBBBBBBXXXXX BB BBBBBBBBBBBBBBBBBBBBBBBBBBX XX XXXXXXXXXXXXXXXXXXXBBBBBBB BBBBBBBBBBBBBBBBBBBBX XX XXXXXXXXXXXXBBBBBXXXXXBBBBBB
XXXXX
XXXX gettext(u'Enforcement') XXXXX
XXX gettext(u'If you get no satisfactory answer, you can turn to the arbitration or enforcement body for digital accessibility of your federal state. The procedure is free of charge and needs no lawyer.') XXXX
XXXXXX
BBBBBBBB
