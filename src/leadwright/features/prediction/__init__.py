"""Models that learn from outcomes: training, evaluation, and the prediction for one lead."""
