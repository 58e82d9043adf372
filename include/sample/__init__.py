"""Sample: freeze a control's population, draw from it by the auditor's seed, and log every draw.

Reads the locker and nothing else. What was frozen is recorded and sealed before a seed is known; the
draw can be repeated from the population's file by anybody (``redraw.py``).
"""

from include.sample.drawing import discard, draw
from include.sample.freezing import freeze

__all__ = ["discard", "draw", "freeze"]
