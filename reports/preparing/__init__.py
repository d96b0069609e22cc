"""Large documents are made beside the request; a page says how far they are."""
