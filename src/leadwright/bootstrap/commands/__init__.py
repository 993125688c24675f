"""What the larger shell commands do. `leadwright.cli` loads each one only when it is called."""
