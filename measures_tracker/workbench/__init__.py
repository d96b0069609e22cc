"""The pages of the administration that a day's work begins with: start page, search, a report as a workplace."""
