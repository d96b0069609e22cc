"""What planners and offices ask and answer each other about a measure; nothing of it is public."""
