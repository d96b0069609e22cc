BBBB BBBB BBBBBBXXX XXXXXXXXXXXXXXXX
BBB BBBBBB BB BBBBBBBBBBBBBBBBBBXXXXXXXXXBBBBBBBBBBBB BBBBBBBBBBBBBXXXXXXXXXXXXXXXXXXXX
BBBBBBXXXXX
XXX gettext(u'The target that counts is the next one whose deadline has not passed, or else the last one. Without a deadline of its own the end of the report’s period counts.') XXXX
XXX gettext(u'The straight line begins at the baseline or, where none is named, at the first value. A baseline without a date counts from the beginning of the period.') XXXX
