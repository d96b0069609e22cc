"""The geometry of the charts: takes plain numbers and dates, returns places to draw at, knows no database.

Horizontal places are in percent of the width, so that a chart fits a phone without shrinking its words; vertical ones
in pixels. Templates in templates/reports/charts/ draw what is computed here.
"""
