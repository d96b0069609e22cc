"""What becomes of the answers: reviewed, published, and frozen when the round is closed."""
