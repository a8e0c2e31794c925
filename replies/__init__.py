"""What we say and do about a review: a public draft, the private remedies, and a last look before it is sent.

Pure: no clock, no store, no network. Nothing here posts anything; a person reads every draft and sends it.
"""

from replies.compose import prepare
from replies.lint import CODES, lint
from replies.matter import rule_of
from replies.remedies import remedies
from replies.thanks import thank

__all__ = ["CODES", "lint", "prepare", "remedies", "rule_of", "thank"]
