"""From headers and the values below them to fields, with a confidence each."""
