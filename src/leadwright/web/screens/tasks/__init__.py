"""What people have to do, by day and lead."""
