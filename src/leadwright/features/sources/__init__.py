"""Where spreadsheets come from by themselves: watched folders, buckets, attachments of mail."""
