"""The one media room of this process: it starts with the first file, after any fork, and again when lost."""

from annotations.media.sandbox import Sandbox

SANDBOX = Sandbox()
