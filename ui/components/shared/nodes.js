// Elements made, and found where they stand.

/**
 * A new element with the classes of a name, and a text in it.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [name]
 * @param {string} [text]
 */
export const made = (tag, name = "", text = "") => {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
};

/**
 * The page or the component that an element stands in, or null once it was taken out.
 * @param {Node} element
 */
export const homeOf = (element) => {
  const root = element.getRootNode();
  return root instanceof Document || root instanceof ShadowRoot ? root : null;
};

/**
 * The element with the focus in the page or the component that this one stands in, or null.
 * @param {Node} element
 */
export const focusedBeside = (element) => {
  const focused = homeOf(element)?.activeElement;
  return focused instanceof HTMLElement ? focused : null;
};

/**
 * What a selector names at or around the place of an event, or null.
 * @param {Event} event
 * @param {string} selector
 */
export const eventPart = ({ target }, selector) => {
  const found = target instanceof Element ? target.closest(selector) : null;
  return found instanceof HTMLElement ? found : null;
};
