"""From the status table to the committee's folder: drafting a council paper, and issuing it."""
