"""The emulated company: what `make demo` observes, and the truth it must find."""
