// The page around the lessons: two corrections, both harmless where Streamlit no longer needs them, and the tab.

/** @import { Mounted } from "../shared/elements.js" */
/** @import { FrameData } from "../shared/wire.js" */

import { partOf } from "../shared/elements.js";
import { showWhenAway } from "./connection.js";
import { noteAddress, keepInTab } from "./tab.js";
import "./file_field.js";

// A change of settings replaces the entry in the browser's history, so that Back means the page before,
// not the setting before. Streamlit adds an entry for every change of the address.
const { pushState: push, replaceState: replace } = history;

/** @type {(write: History["pushState"], ...entry: Parameters<History["pushState"]>) => void} */
const written = (write, ...entry) => {
  write.apply(history, entry);
  noteAddress();
};
history.replaceState = (...entry) => written(replace, ...entry);
history.pushState = (state, title, url) => {
  const samePage = new URL(url ?? location.href, location.href).pathname === location.pathname;
  written(samePage ? replace : push, state, title, url);
};
addEventListener("popstate", noteAddress);

// On a phone the menu moves into the sidebar, where its sections break the list they stand in:
// a screen reader is better off with plain links inside the navigation.
const plainMenu = () => {
  const menu = "[data-testid=stSidebarNavItems]";
  for (const item of document.querySelectorAll(`${menu}:not([role]), ${menu} li:not([role])`)) item.setAttribute("role", "presentation");
};
let waiting = false;
new MutationObserver(() => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    plainMenu();
  });
}).observe(document.body, { childList: true, subtree: true });
plainMenu();

/** @param {Mounted<FrameData>} mounted */
export default function ({ data, parentElement, setTriggerValue }) {
  showWhenAway(partOf(parentElement, ".away", HTMLElement));
  keepInTab(data, setTriggerValue);
}
