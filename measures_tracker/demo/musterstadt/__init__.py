"""Musterstadt, an invented city that shows the whole program; its dates lead up to the day it is made.

The tables in fixtures/musterstadt hold the texts; everything random comes from one seed.
"""
