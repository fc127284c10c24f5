"""Pictures on pages: which of them hold text, what it says, where it stands, how sure that is. A page that was read from a picture is
a page like any other to tables, forms and subject. Not here: storage (the caller gives a memory), repair by arithmetic.
"""

from .again import SecondLook
from .memory import Memory
from .read import read_pictures

__all__ = ["Memory", "SecondLook", "read_pictures"]
