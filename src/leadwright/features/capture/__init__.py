"""Takes messages in and keeps them as received; nothing is lost and nothing is judged twice."""
