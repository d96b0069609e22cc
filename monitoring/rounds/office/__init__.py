"""What an office sees and does behind its link: one page with all that it is asked."""
