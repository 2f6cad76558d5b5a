"""Read-only dictionaries and arrays, for records that never change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

import numpy as np

Value = TypeVar("Value")


class ReadOnlyDict(dict[str, Value]):
    """A dictionary that stays as it was made; ``dict(…)`` gives a copy that can be changed.

    It is a dict, and not a view of one (MappingProxyType), because NumPy's generators take their state only from a
    dict, and because a view cannot be pickled, as it has to be on its way from one process to another.
    """

    def _refuse(self, *args: Any, **options: Any) -> NoReturn:
        """Refuse a change: all methods that make one are this one."""
        raise TypeError("this dictionary is part of a record that does not change: change a copy, which dict(…) gives")

    refuse: Any = _refuse
    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = refuse
    del refuse

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle and copy it as a whole; otherwise an empty one would be filled item by item, which is refused."""
        return type(self), (dict(self),)


def read_only(values: Mapping[str, Any]) -> ReadOnlyDict[Any]:
    """Give a read-only copy of a dictionary, of all arrays in it and of all dictionaries in it.

    Examples
    --------
    >>> kept = read_only({"bias": np.zeros(2)})
    >>> kept["bias"].flags.writeable
    False
    """
    return ReadOnlyDict({name: _kept(value) for name, value in values.items()})


def _kept(value: Any) -> Any:
    """Give a read-only copy of an array or a dictionary; a read-only array, and anything else, as it is."""
    if isinstance(value, np.ndarray) and value.flags.writeable:
        value = value.copy()
        value.flags.writeable = False
    return read_only(value) if isinstance(value, Mapping) else value
