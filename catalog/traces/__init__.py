"""Where the name or address of a person still stands beside their account, and what takes it away."""
