"""Succession: the next report grows out of the last one, which is closed on the day the new one begins."""
