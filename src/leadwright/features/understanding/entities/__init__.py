"""What a message names: money, dates, people, numbers, products. Rules, no model."""
