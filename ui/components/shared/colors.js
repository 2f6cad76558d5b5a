// The colors of a page, and those of numbers.

/**
 * Red, green and blue, from 0 to 255.
 * @typedef {number[]} Color
 */

/**
 * The colors of a page: of lines and letters as a style has them, of fills as levels.
 * @typedef {object} Palette
 * @property {boolean} dark
 * @property {string} line
 * @property {string} soft
 * @property {string} focus
 * @property {string} ink
 * @property {Color} zero
 * @property {Color} positive
 * @property {Color} negative
 */

/**
 * Gives a number its color.
 * @typedef {(value: number, palette: Palette) => Color} Coloring
 */

/** @type {(color: Color) => boolean} */
export const isBright = ([red, green, blue]) => red * 0.299 + green * 0.587 + blue * 0.114 > 140;

/**
 * The colors around an element, for canvases.
 * @type {(element: Element) => Palette}
 */
export const paletteOf = (element) => {
  const style = getComputedStyle(element);
  const dark = style.colorScheme === "dark";
  element.classList.toggle("dark", dark);
  const [line, soft, focus, ink] = ["--line", "--soft", "--focus", "--ink"].map((name) => style.getPropertyValue(name));
  const [zero, positive, negative] = dark ? [[42, 48, 64], [67, 147, 220], [214, 84, 80]] : [[247, 247, 247], [33, 102, 172], [178, 24, 43]];
  return { dark, line, soft, focus, ink, zero, positive, negative };
};

/**
 * Colors for numbers of both signs, full from `limit` on.
 * @type {(limit: number) => Coloring}
 */
export const signedColor = (limit) => (value, palette) => {
  if (Number.isNaN(value)) return [128, 128, 128];
  const share = Math.min(1, Math.abs(value) / limit) || 0;
  const full = value > 0 ? palette.positive : palette.negative;
  return palette.zero.map((zero, i) => Math.round(zero + (full[i] - zero) * share));
};

/**
 * Grays for the numbers of a picture, black at `low`, white at `high`.
 * @type {(low: number, high: number) => Coloring}
 */
export const grayColor = (low, high) => (value) => Array(3).fill(Math.round(15 + 225 * Math.max(0, Math.min(1, (value - low) / (high - low)))));
