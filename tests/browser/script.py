"""A script of the components in a browser, without the app: as it is sent, with its exports to call."""

from typing import Any

from playwright.sync_api import Page

from ui.components.files import joined

IMPORT = "(text) => import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })))"


class Script:
    """Calls what a script exports.

    Parameters
    ----------
    page : where it runs; a page without the app will do.
    name : its path below the folder of the components.
    imported : names that it or a script it imports exports, to call as well.
    """

    def __init__(self, page: Page, name: str, *imported: str) -> None:
        self._exports = page.evaluate_handle(IMPORT, f"{joined(name)}\nexport {{ {', '.join(imported)} }};\n")

    def __call__(self, name: str, *arguments: Any) -> Any:
        """What the function of that name gives, or the constant of that name without arguments."""
        return self.run(
            "(exports, [name, given]) => typeof exports[name] === 'function' ? exports[name](...given) : exports[name]",
            [name, list(arguments)],
        )

    def each(self, name: str, values: list[Any]) -> list[Any]:
        """What the function of that name gives for each value."""
        given: list[Any] = self.run(
            "(exports, [name, values]) => values.map((one) => exports[name](one))", [name, values]
        )
        return given

    def run(self, source: str, argument: Any = None) -> Any:
        """What a function gives that takes all exports and one argument."""
        return self._exports.evaluate(source, argument)
