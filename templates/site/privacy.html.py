BBBBBBB BBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'Privacy') BBBBBBBB
BBBBB BBBBBBBBBBB _("Privacy") BBBBBBBB
BBBBB BBBBBBB
XXXX XXXXXXXXXXXXXX
XXXX gettext(u'Privacy') XXXXX
XXX gettext(u'You can read this website without giving any data. It sets no cookies for readers, counts no visits and loads nothing from third parties: no fonts, no maps, no scripts.') XXXX
XXXX gettext(u'What the server keeps') XXXXX
XXX gettext(u'The web server may log the time, the address asked for and the IP address for the security of operations. How long is decided by the operator named in the imprint.') XXXX
XXX XXXXXXXXXXXXXXXXX gettext(u'News by e-mail') XXXXX
XXX gettext(u'Who follows measures by e-mail gives an address. We store it with what it follows, the language, the time of asking and of confirming, and which news have been sent, so that nothing comes twice. The legal basis is your consent (Art. 6 (1) (a) GDPR).') XXXX
XXX gettext(u'Mails come only after the link in the first mail has been confirmed; without that the address is deleted after seven days. Every mail has a link to unsubscribe: with the last subscription all of this is deleted at once. The address is given to nobody, and only few people in the administration of this website can see it.') XXXX
XXX gettext(u'On the page where you enter your address, and on the one where you confirm it, a cookie protects against forged requests. It is used for nothing else.') XXXX
XXXX gettext(u'People with a login') XXXXX
XXX gettext(u'Staff who edit measures log in with a user name. For that purpose two cookies are set: one for the session, one against forged requests. Neither is used for anything else.') XXXX
XXXX gettext(u'Names') XXXXX
XXX gettext(u'Measures name offices, not people.') XXXX
XXXXXX
BBBBBBBB
