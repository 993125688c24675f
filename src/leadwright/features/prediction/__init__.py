"""Models that learn from outcomes: training, measuring, and what a model says about one lead."""
