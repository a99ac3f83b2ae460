"""The user's mistakes."""


class InputError(Exception):
    """Something the user gave cannot be worked with: one sentence with the place, the value and what it must be."""
