"""Rounds: each office is asked once what has become of its measures, answers by a link, and a planner publishes it."""
