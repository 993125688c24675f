"""Who is who: whether two records are one person, asked the same way at every door."""
