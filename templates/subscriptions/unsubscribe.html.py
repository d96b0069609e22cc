BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'Unsubscribe') BBBBBBBB
BBBBB BBBBBBB
XXXX XXXXXXXXXXXXXX
XXXX gettext(u'Unsubscribe') XXXXX
BB BBBBBBBBBBXXX gettext(u'You do not want any more mails from this site. All your subscriptions end, and your address is deleted.') XXXX
BBBBXXXBB BBBBB gettext(u'You no longer want to be told by e-mail what is new about:') BBBB gettext(u'You no longer want to follow this by e-mail.') BBBBBXXXX
BB BBBBBXX XXXXXXXXXXXXXXXXXBBBBBBBBBB
XXXXX XXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXX gettext(u'Unsubscribe') XXXXXXXXXXXXXXXX
XXXXXX
BBBBBBBB
