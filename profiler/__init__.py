"""Measures what one decoder layer costs on this machine, operator by operator, for Sangam's simulator."""

VERSION = "0.1.0"
