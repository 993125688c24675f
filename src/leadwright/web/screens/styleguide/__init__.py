"""Every part of the screens, with example values."""
