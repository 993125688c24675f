"""From bytes to sheets of cells, in a process with limits; nothing fetched, nothing executed."""
