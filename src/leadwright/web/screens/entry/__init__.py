"""The way in: set-up, sign in and out, forgotten passwords."""
