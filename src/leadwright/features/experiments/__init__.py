"""A/B of reply templates and subjects: who got which wording, and which of them brings more answers."""
