"""A/B tests of reply templates and subjects: who got which wording, and which brings more answers."""
