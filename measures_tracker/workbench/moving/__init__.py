"""Moves sections and measures of a report to other places, under the lock of the report."""
