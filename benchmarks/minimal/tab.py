"""A tab at the minimal page: picks two replies and presses the button, in one message, as a browser does."""

from __future__ import annotations

from typing import Any

from benchmarks.tab import PageFailed, Tab


class MinimalTab(Tab):
    """A tab that answers by Streamlit's own widgets."""

    def __init__(self, address: str) -> None:
        super().__init__(address, "", "")
        self._radios: list[Any] = []
        self._button = ""

    async def next(self) -> float:
        """Answer the scene on screen; return seconds until the next page is complete."""
        if len(self._radios) != 2 or not self._button:
            raise PageFailed(self.failure or "no scene on the page")
        picked = {
            radio.id: ("string_value", radio.options[place]) for place, radio in enumerate(self._radios)
        }
        states: dict[str, tuple[str, Any]] = {**picked, self._button: ("trigger_value", True)}
        self._radios, self._button = [], ""
        return await self.run(states)

    def _see(self, element: Any) -> None:
        super()._see(element)
        name = element.WhichOneof("type")
        if name == "radio":
            self._radios.append(element.radio)
        elif name == "button":
            self._button = element.button.id
