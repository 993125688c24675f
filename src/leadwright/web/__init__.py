"""The HTTP entry point: form submissions, the API, the screens and the public pages."""

from leadwright.kernel.slim_import import load

load("httpx")
