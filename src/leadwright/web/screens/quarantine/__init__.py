"""What was stopped at the door, and the lists that stop it."""
