"""What every page of the administration is made of: scope, addresses, versions, the way back, rows on a page."""
