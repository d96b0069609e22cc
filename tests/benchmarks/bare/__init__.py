"""A Django site of one view that sends a file: what Django itself needs for a page of so many bytes."""
