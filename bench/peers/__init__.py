"""Programs our own is compared with. They import nothing of ours."""
