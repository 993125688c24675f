"""The first screen: what came, how fast it was answered, what needs a person."""
