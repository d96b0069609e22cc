"""Rows and cells of tables of measures as HTML.

They are most of a page, so functions write them and not templates: a cell costs a tenth that way. `cells.py` has a
function for every column, `pieces.py` what they and the templates share, `rows.py` puts the rows together.
"""
