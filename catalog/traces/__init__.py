"""Finds where the name or address of a person stands beside their account, and removes it."""
