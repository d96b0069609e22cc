"""Succession: what follows on what. The next report on the last one, an office on another; measures merge and split."""
