"""What planners do with a round: prepare and open it, and see who is missing."""
