BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'Look into your mailbox') BBBBBBBB
BBBBB BBBBBBBBBBB _("Follow by e-mail") BBBBBBBB
BBBBB BBBBBBB
XXXX XXXXXXXXXXXXXX
XXXX gettext(u'Look into your mailbox') XXXXX
XXX gettext(u'We have sent a mail to the address you entered. Open the link in it to confirm that you want to follow:') XXXX
XX XXXXXXXXXXXXXXX XXXXXXXXXXXXXXXX
XXX gettext(u'The link is valid for seven days. If no mail arrives within a few minutes, look among unwanted mails, or try again after an hour: no address is asked more often.') XXXX
XXXXXX
BBBBBBBB
