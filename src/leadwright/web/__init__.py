"""The HTTP entry point: the door for submissions, the API, the screens and the public pages."""

from leadwright.kernel.slim_import import load

load("httpx")
