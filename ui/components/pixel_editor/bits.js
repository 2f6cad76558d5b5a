// The pixels of a drawing: 0 or 1 each, row by row, and a code that has all of them.

/**
 * The pixels of a code.
 * @param {string} code in hexadecimal digits
 * @param {number} count of the pixels
 * @returns {number[]}
 */
export const bitsOf = (code, count) => [...BigInt(`0x${code}`).toString(2).padStart(count, "0")].map(Number);

/**
 * The code of pixels.
 * @param {number[]} bits
 */
export const codeOf = (bits) => BigInt(`0b${bits.join("")}`).toString(16).padStart(Math.ceil(bits.length / 4), "0");

/**
 * The places on the way from one to another, without the first: a fast hand skips pixels between two reports of the pointer.
 * @param {number} from
 * @param {number} to
 * @param {number} columns
 */
export const wayBetween = (from, to, columns) => {
  const [row, column] = [Math.floor(from / columns), from % columns];
  const [down, right] = [Math.floor(to / columns) - row, (to % columns) - column];
  const length = Math.max(Math.abs(down), Math.abs(right), 1);
  /** @type {(step: number) => number} */
  const placeAfter = (step) => (row + Math.round((down * step) / length)) * columns + column + Math.round((right * step) / length);
  return Array.from({ length }, (_, i) => placeAfter(i + 1));
};
