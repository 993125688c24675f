"""Trained models: gate, figures, drift, trial, how they count."""
