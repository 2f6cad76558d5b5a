// What stands side by side on a card.

/**
 * A figure, a sign, or a block of parts in columns.
 * @typedef {Element | string | Block} Part
 */

/**
 * Parts in columns.
 * @typedef {object} Block
 * @property {Part[]} parts
 * @property {number} columns
 * @property {number} [narrow] how many columns on a phone; at most three where nothing is said
 * @property {boolean} [even] whether all columns are equally wide
 */

/** @type {(part: Part) => Element} */
export const elementOf = (part) => {
  if (part instanceof Element) return part;
  const box = document.createElement("div");
  box.className = "op";
  if (typeof part === "string") {
    box.textContent = part;
    return box;
  }
  const { parts, columns, narrow = Math.min(3, columns), even } = part;
  box.className = even ? "block even" : "block";
  box.style.cssText = `--columns: ${columns}; --narrow: ${narrow}`;
  box.append(...parts.map(elementOf));
  return box;
};
