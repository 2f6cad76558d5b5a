// Streamlit looks for a server that is gone by itself. Meanwhile it covers the page with a box for the person who can
// start the server, and takes the focus: the box is closed, a line of the page's own says what is the case, and what
// had the focus has it again.

/**
 * The element with the focus, also where it is inside a component.
 * @param {DocumentOrShadowRoot} root
 * @returns {Element | null}
 */
const deepest = ({ activeElement }) => (activeElement?.shadowRoot && deepest(activeElement.shadowRoot)) || activeElement;

let away = false; // whether the server is gone

/** @type {Element | null} */
let focused = null; // what had the focus last: Streamlit switches its own controls off while it is away

/** @type {(() => void)[]} */
export const onceBack = []; // what is to be done when it is there again

addEventListener("focusin", () => {
  if (!away) focused = deepest(document);
});
// A person who lets go of a control, by a click beside it, does not want it back.
addEventListener("pointerdown", () => {
  focused = null;
});

const giveBack = () => {
  if (document.activeElement !== document.body || !focused?.isConnected) return;
  if (focused instanceof HTMLElement || focused instanceof SVGElement) focused.focus({ preventScroll: true });
};
const closeBox = () => {
  for (const box of document.querySelectorAll("[role=dialog]")) {
    if (!box.textContent?.startsWith("Connection error")) continue; // Streamlit marks it in no other way
    const button = box.querySelector("button[aria-label=Close]");
    if (button instanceof HTMLElement) button.click();
    setTimeout(giveBack, 100); // once the box has gone
  }
};

new MutationObserver(() => {
  const state = document.querySelector("[data-testid=stApp]")?.getAttribute("data-test-connection-state");
  if (!state) return;
  const now = state !== "CONNECTED";
  if (!now && away) {
    giveBack();
    for (const act of onceBack) act();
  }
  away = now;
}).observe(document.body, { subtree: true, attributeFilter: ["data-test-connection-state"] });

new MutationObserver(() => {
  if (away) closeBox();
}).observe(document.body, { childList: true });

/**
 * Put a line at the end of the page, where no sidebar is in its way. The style sheet shows it while the server is gone.
 * @param {Element} words
 */
export function showWhenAway(words) {
  if (document.querySelector("body > .away")) return;
  const line = document.importNode(words, true);
  line.removeAttribute("hidden");
  document.body.append(line);
}
