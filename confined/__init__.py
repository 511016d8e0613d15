"""Child processes with limits: started without secrets, fed once, heard message by message, and never left running.

What is imported here is all that others may use; the modules with an underscore are the package's own.
"""

from confined._limits import Limits
from confined._parent import Child, ChildDied, TooMuchSaid, child, places_of

__all__ = ["Child", "ChildDied", "Limits", "TooMuchSaid", "child", "places_of"]
