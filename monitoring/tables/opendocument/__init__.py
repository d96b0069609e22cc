"""Spreadsheets and documents of LibreOffice and of everybody else who writes OpenDocument (.ods, .odt)."""
