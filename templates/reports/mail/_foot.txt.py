BBBB BBBBXX 
 gettext(u'Measures tracker') 

