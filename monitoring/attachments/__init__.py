"""Files that belong to measures, updates and papers: read, judged by their content, kept, and sent."""
