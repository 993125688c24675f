"""A scorecard as one SQL statement: many leads scored where their rows are, to the same last digit."""
