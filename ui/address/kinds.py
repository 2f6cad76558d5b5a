"""The kinds of settings: how the text of an address becomes a value, and a value the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ui.figures.numbers import readable


@dataclass(frozen=True)
class Setting:
    """One setting. ``read`` raises a ``ValueError`` with a sentence for a text that is not valid.

    Attributes
    ----------
    name : in the address.
    default : its value at first; it does not stand in an address.
    """

    name: str
    default: Any

    def read(self, text: str) -> Any:
        """Turn the text of an address into a value."""
        return text

    def write(self, value: Any) -> str:
        """Turn a value into the text of an address."""
        return str(value)

    def as_written(self, value: Any) -> Any:
        """The value rounded as an address writes it, so that a page and a link to it have the same numbers."""
        return value

    def holds(self, value: Any) -> bool:
        """Whether this is a valid value. A browser may send None, or a value that the control does not offer."""
        return value is not None


@dataclass(frozen=True)
class Choice(Setting):
    """One of a few options; ``options`` maps the value in the address to the words on the page."""

    options: Mapping[str, str]

    def read(self, text: str) -> str:
        """Refuse a text that is no option."""
        if text not in self.options:
            raise ValueError(f"“{text[:20]}” is no choice for {self.name}")
        return text

    def holds(self, value: Any) -> bool:
        """Whether it is one of the options."""
        return isinstance(value, str) and value in self.options


@dataclass(frozen=True)
class Whole(Setting):
    """A whole number from ``low`` to ``high``."""

    low: int
    high: int

    def read(self, text: str) -> int:
        """Refuse a text that is no whole number in the range."""
        try:
            number = int(text[:20])
        except ValueError:
            raise ValueError(f"{self.name} must be a whole number, not “{text[:20]}”") from None
        if not self.low <= number <= self.high:
            raise ValueError(
                f"{self.name} goes from {readable(self.low)} to {readable(self.high)}, not {readable(number)}"
            )
        return number

    def check(self, number: int | None) -> None:
        """Refuse a number out of the range, and None, which a field holds after letters were typed."""
        _check_range(self, number)

    def holds(self, value: Any) -> bool:
        """Whether it is a whole number in the range."""
        return type(value) is int and self.low <= value <= self.high


@dataclass(frozen=True)
class Decimal(Setting):
    """A number from ``low`` to ``high``."""

    low: float
    high: float

    def read(self, text: str) -> float:
        """Refuse a text that is no number in the range."""
        try:
            number = float(text[:20])
        except ValueError:
            raise ValueError(f"{self.name} must be a number, not “{text[:20]}”") from None
        if not self.low <= number <= self.high:  # also refuses NaN
            raise ValueError(
                f"{self.name} goes from {readable(self.low)} to {readable(self.high)}, not {readable(number)}"
            )
        return number

    def write(self, value: float) -> str:
        """Write the number with up to six digits and no needless zeros."""
        return f"{value:.6g}"

    def as_written(self, value: float) -> float:
        """The value with the digits that an address has."""
        return float(self.write(value))

    def check(self, number: float | None) -> None:
        """Refuse a number out of the range, and None, which a field holds after letters were typed."""
        _check_range(self, number)

    def holds(self, value: Any) -> bool:
        """Whether it is a number in the range."""
        return type(value) in (int, float) and self.low <= value <= self.high


def _check_range(setting: Whole | Decimal, number: float | None) -> None:
    limits = f"a number from {readable(setting.low)} to {readable(setting.high)}"
    if number is None:
        raise ValueError(f"{setting.name} must be {limits}: type digits")
    if not setting.low <= number <= setting.high:
        raise ValueError(f"{setting.name} must be {limits}, not {readable(number)}")


@dataclass(frozen=True)
class Switch(Setting):
    """On or off."""

    def read(self, text: str) -> bool:
        """Refuse a text that is neither “on” nor “off”."""
        if text not in ("on", "off"):
            raise ValueError(f"{self.name} is “on” or “off”, not “{text[:20]}”")
        return text == "on"

    def write(self, value: bool) -> str:
        """Write “on” or “off”."""
        return "on" if value else "off"

    def holds(self, value: Any) -> bool:
        """Whether it is true or false."""
        return isinstance(value, bool)


@dataclass(frozen=True)
class Code(Setting):
    """A text of a certain form, such as a kernel's weights.

    Attributes
    ----------
    check : raises a ``ValueError`` with a sentence for a text that is not of the form.
    default_words : what the default is, in words.
    """

    check: Callable[[str], Any]
    default_words: str = ""

    def read(self, text: str) -> str:
        """Refuse a text that is not of the form."""
        self.check(text)
        return text

    def holds(self, value: Any) -> bool:
        """Whether it is a text of the form."""
        return isinstance(value, str) and _passes(self.check, value)


_READERS: dict[str, Callable[[str], Any]] = {}


def register(form: str, reader: Callable[[str], Any]) -> None:
    """Name the reader of a form of code. The module that knows what such a code means calls this when it is imported.

    Parameters
    ----------
    form : what the form is called, such as "network".
    reader : returns what the text means, or raises a ``ValueError`` with a sentence.
    """
    _READERS[form] = reader


def registered(form: str) -> Callable[[str], Any]:
    """A reader of a form of code. The registered one is looked up only when a text is read: it may come later."""

    def read(text: str) -> Any:
        if form not in _READERS:
            raise LookupError(f"nothing reads codes of the form {form}: import the module that registers it")
        return _READERS[form](text)

    return read


_OPTIONS: dict[str, Mapping[str, str]] = {}


def register_options(form: str, options: Mapping[str, str]) -> None:
    """Say what a choice offers: for a module above this one that knows what the options do.

    Parameters
    ----------
    form : what is chosen, such as "activation".
    options : the words on the page by the value in the address, as in ``Choice``.
    """
    _OPTIONS[form] = options


@dataclass(frozen=True)
class RegisteredOptions(Mapping[str, str]):
    """The options of a choice, which are looked up when a page asks for them: they may be registered later."""

    form: str

    def __getitem__(self, value: str) -> str:
        return self._found()[value]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())

    def _found(self) -> Mapping[str, str]:
        if self.form not in _OPTIONS:
            raise LookupError(f"nothing offers options of the form {self.form}: import the module that registers them")
        return _OPTIONS[self.form]


@lru_cache(maxsize=256)  # a page asks for the same code many times
def _passes(check: Callable[[str], Any], text: str) -> bool:
    try:
        check(text)
    except ValueError:
        return False
    return True
