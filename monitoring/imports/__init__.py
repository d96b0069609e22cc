"""From a clerk's spreadsheet to measures: read, decide, preview, write, take back."""
