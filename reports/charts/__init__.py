"""The geometry of the pictures: plain figures and dates in, places to draw at out. Knows no database.

Across, everything is in percent of the width, so that a picture fits a phone without shrinking its words; down, in
pixels. Templates in templates/reports/charts/ draw what is computed here.
"""
