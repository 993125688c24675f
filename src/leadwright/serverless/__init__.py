"""Lead Lightning without a server: an AWS Lambda handler for spreadsheets dropped into a bucket.

Standard library and the runtime's boto3 only; nothing else of Leadwright is imported, so that the
package is a few kilobytes. Start reading in `handler.py`.
"""
