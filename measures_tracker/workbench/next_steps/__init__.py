"""What to do next in each tab of a report: one or two sentences, each with a link to where it is done."""
