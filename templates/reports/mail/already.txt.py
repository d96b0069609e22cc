BBBB BBBBBBBBBBBBBB BBB gettext(u'Hello,') 

 gettext(u'somebody, probably you, wants to be told at this address what is new about:') 



 gettext(u'You already are: there is nothing to do. To end this subscription:') 



BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
