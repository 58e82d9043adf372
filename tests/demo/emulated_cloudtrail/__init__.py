"""The emulated company's CloudTrail: delivered log objects and signed digests, made from a seed.

``Delivery`` makes them, ``put`` stores them in an S3, ``truth`` says what is planted among them.
"""

from tests.demo.emulated_cloudtrail.delivery import Delivery
from tests.demo.emulated_cloudtrail.planted import truth
from tests.demo.emulated_cloudtrail.trail import QUILLHAVEN, Stored, Trail

__all__ = ["QUILLHAVEN", "Delivery", "Stored", "Trail", "truth"]
