// What came of a person's file is to be seen: the message about it, or the picture. A phone's screen is shorter than
// what stands in the sidebar, so that it would be found only by scrolling; so would be the field that a page asks to use.
// And a file that was lost on the way is told from one that was not taken: Streamlit marks both red.

/** @type {Map<string, string>} */
const seen = new Map(); // the fields in view, each with its last try and what was said of it

const fields = () => document.querySelectorAll("[class*=st-key-file-field]");
const tellApart = () => {
  for (const field of fields()) {
    const last = [...field.querySelectorAll(".stFileChip[aria-invalid=true] [role=alert]")].at(-1);
    field.toggleAttribute("data-lost", last?.textContent?.includes("AxiosError") ?? false);
  }
};

/**
 * What an element says where it can be seen, or "".
 * @param {Element} element
 */
const wordsOf = (element) => (element instanceof HTMLElement && element.checkVisibility() ? element.innerText : "").trim();

/** @type {(element: Element | null) => void} */
const bringIntoView = (element) => element?.scrollIntoView({ block: "nearest" });

function followFields() {
  /** @type {Map<string, string>} */
  const inView = new Map();
  for (const field of fields()) {
    if (field.closest("[data-testid=stSidebar][aria-expanded=false]")) continue;
    const [name] = field.className.match(/st-key-file-field-[\w-]+/) ?? [""];
    const [lastTry] = field.querySelector("[class*=-field-]")?.className.match(/st-key-\S+-field-\d+/) ?? [""];
    const message = [...field.querySelectorAll("[class*=st-key-refused-by]")].find(wordsOf);
    const marked = field.querySelectorAll(".stFileChip[aria-invalid=true]").length;
    const before = seen.get(name);
    const now = [lastTry, marked, message ? wordsOf(message) : ""].join("\n");
    inView.set(name, now);
    if (before === now) continue;
    if (message) bringIntoView(message);
    else if (before === undefined) document.querySelector(".st-key-missing-picture") && bringIntoView(field);
    else if (field.closest("[data-testid=stSidebar]")) bringIntoView(document.querySelector(".thumbnail"));
  }
  seen.clear();
  inView.forEach((now, name) => seen.set(name, now));
}

/** @type {number | undefined} */
let following; // a timer
const followSoon = () => {
  clearTimeout(following);
  following = setTimeout(followFields, 100); // once the page is drawn
};
const opening = new ResizeObserver(followSoon);
new MutationObserver(() => {
  const sidebar = document.querySelector("[data-testid=stSidebar]");
  if (sidebar) opening.observe(sidebar);
  tellApart();
  followSoon();
}).observe(document.body, { childList: true, subtree: true });
