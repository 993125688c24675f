"""The HTTP entry point: the door for submissions, the API, the screens and the public pages."""

from leadwright.kernel.plain import load

load("httpx")
