BBBB BBBBBBBBBBBBBB BBB gettext(u'Hello,') 

 gettext(u'somebody, probably you, wants to be told at this address what is new about:') 



 gettext(u'Please confirm this on the following page. The link is valid for seven days:') 



 gettext(u'If it was not you, there is nothing to do: no further mail comes, and the address is deleted after seven days. To delete it at once:') 



BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
