BBBB BBBBBBBBBBBBBB BBB gettext(u'Hello,') 

 gettext(u'this is new about the measures that you follow:') 
BBB BBBBBBB BBBB BB BBBBBB


BBB BBBB BB BBBB
X 
BB BBBBBBBBB

BBBBB


BBBBBBBBBBBBBB BBBBBBBB
 ngettext(u'%(number)s more is on the pages of the measures.', u'%(number)s more are on the pages of the measures.', count) SSSSSSSSSS SSSS SS SS SSS SSSSS SS SSS SSSSSSSSSPPPPPPPPPP PPPP PPP PP PPP PPPPP PP PPP PPPPPPPPP
BBBBB

 gettext(u'You follow:') 
BBB BBBBBB BBB BB BBBBBBBB
X 
   gettext(u'Unsubscribe:')  
BBBBBB
 gettext(u'To end all of it and delete your address:') 


BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
