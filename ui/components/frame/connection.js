// Streamlit looks for a server that is gone by itself. Meanwhile it covers the page with a box for the person who can
// start the server, and takes the focus: the box is closed, a line of the page's own says what is the case, and what
// had the focus has it again.

const deepest = ({ activeElement }) => (activeElement?.shadowRoot && deepest(activeElement.shadowRoot)) || activeElement;

let away = false; // whether the server is gone
let focused; // what had the focus last: Streamlit switches its own controls off while it is away
export const onceBack = []; // what is to be done when it is there again

addEventListener("focusin", () => {
  if (!away) focused = deepest(document);
});
// A person who lets go of a control, by a click beside it, does not want it back.
addEventListener("pointerdown", () => {
  focused = undefined;
});

const giveBack = () => {
  if (focused?.isConnected && document.activeElement === document.body) focused.focus({ preventScroll: true });
};
const closeBox = () => {
  for (const box of document.querySelectorAll("[role=dialog]")) {
    if (!box.textContent.startsWith("Connection error")) continue;
    box.querySelector("button[aria-label=Close]")?.click();
    setTimeout(giveBack, 100); // once the box has gone
  }
};

new MutationObserver(() => {
  const state = document.querySelector("[data-testid=stApp]")?.dataset.testConnectionState;
  if (state === undefined) return;
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

// The line stands at the end of the page, where the style sheet shows it when it is true: no sidebar is in its way.
export function showWhenAway(words) {
  if (document.querySelector("body > .away")) return;
  const line = words.cloneNode(true);
  line.hidden = false;
  document.body.append(line);
}
