"""Where in a sheet the table is: title rows, one or two rows of headers, and rows that are no people."""
