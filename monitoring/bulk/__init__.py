"""Bulk acts: one change to many measures at once, which is shown measure by measure before anything is written."""
