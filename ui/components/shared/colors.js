// The colors of a page, and those of numbers.

/**
 * Red, green and blue, from 0 to 255.
 * @typedef {number[]} Color
 */

/**
 * The colors of a page: those to draw with as a style has them, those of fills as levels.
 * @typedef {object} Palette
 * @property {boolean} dark
 * @property {string} line
 * @property {string} soft
 * @property {string} focus
 * @property {string} ink
 * @property {string} blackInk
 * @property {string} whiteInk
 * @property {Color} panel
 * @property {Color} zero
 * @property {Color} positive
 * @property {Color} negative
 * @property {Color} unknown
 * @property {Color} black of a picture
 * @property {Color} white
 */

/**
 * Gives a number its color.
 * @typedef {(value: number, palette: Palette) => Color} Coloring
 */

/**
 * Whether white letters stand out from a fill more than black ones: by its luminance, as in `ui/theme.py`.
 * @type {(fill: Color) => boolean}
 */
export const wantsWhite = (fill) => {
  const [red, green, blue] = fill.map((level) => (level <= 0.04045 * 255 ? level / 255 / 12.92 : ((level / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < Math.sqrt(1.05 * 0.05) - 0.05;
};

/**
 * The levels of a color written as # and six digits.
 * @type {(color: string) => Color}
 */
const levelsOf = (color) => [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));

/**
 * The colors of an element of the class "colors", for canvases.
 * @type {(element: Element) => Palette}
 */
export const paletteOf = (element) => {
  const style = getComputedStyle(element);
  const dark = style.colorScheme === "dark";
  /** @type {(name: string) => string} */
  const color = (name) => style.getPropertyValue(name).split(/[(), ]+/)[dark ? 2 : 1]; // of light-dark(…, …)
  const [line, soft, focus, ink, blackInk, whiteInk] = ["--line", "--soft", "--focus", "--ink", "--black-ink", "--white-ink"].map(color);
  const fills = ["--panel", "--zero", "--positive", "--negative", "--unknown", "--picture-black", "--picture-white"];
  const [panel, zero, positive, negative, unknown, black, white] = fills.map((name) => levelsOf(color(name)));
  return { dark, line, soft, focus, ink, blackInk, whiteInk, panel, zero, positive, negative, unknown, black, white };
};

/**
 * The color a share of the way from one to another.
 * @type {(from: Color, to: Color, share: number) => Color}
 */
export const between = (from, to, share) => from.map((level, i) => Math.round(level + (to[i] - level) * share));

/**
 * Colors for numbers of both signs, full from `limit` on.
 * @type {(limit: number) => Coloring}
 */
export const signedColor = (limit) => (value, palette) => {
  if (Number.isNaN(value)) return palette.unknown;
  return between(palette.zero, value > 0 ? palette.positive : palette.negative, Math.min(1, Math.abs(value) / limit) || 0);
};

/**
 * Grays for the numbers of a picture, black at `low`, white at `high`.
 * @type {(low: number, high: number) => Coloring}
 */
export const grayColor = (low, high) => (value, { black, white }) => between(black, white, Math.max(0, Math.min(1, (value - low) / (high - low))));
