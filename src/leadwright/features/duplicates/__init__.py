"""Questions whether two leads are one, and merges that can be taken back."""
