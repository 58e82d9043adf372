"""Review: who has access, frozen as of a day; a packet per reviewer; decisions; what became of them.

Reads the locker and nothing else. What it leaves are records of the locker, sealed like any evidence.
"""

from include.review.answers import answer
from include.review.concluding import conclude
from include.review.following import follow_up
from include.review.standing import standing
from include.review.starting import start

__all__ = ["answer", "conclude", "follow_up", "standing", "start"]
