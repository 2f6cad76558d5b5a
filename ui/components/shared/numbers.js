// How numbers are written, read back and counted, as in figures/numbers.py, which says why.

export const MINUS = "−";

// A number as it counts, to 12 digits. A hair UP, 1.005, which is a little less in the machine, rounds to 1.01.
/** @type {(value: number) => number} */
export const settled = (value) => Number(value.toPrecision(12));
export const UP = 1 + 1e-15;

// Integers as integers, else two decimals; what would read 0.00 keeps one digit.
/** @type {(value: number) => string} */
export const written = (value) => {
  const number = settled(value) * UP;
  const size = Math.abs(number);
  const text = size < 1e-12 ? "0" : size < 0.005 ? number.toPrecision(1) : size >= 1e6 ? number.toExponential(2)
    : number.toFixed(settled(value) % 1 ? 2 : 0);
  return text.replaceAll("-", MINUS).replace("Infinity", "∞");
};
// The numbers of a grid in one notation: this, with ≈0 for what is small beside the others, or powers of ten.
/** @type {(numbers: number[]) => (value: number) => string} */
export const cellWriter = (numbers) => {
  const isShown = (/** @type {number} */ value) => /[1-9]/.test(written(value)); // not 0 or ∞
  const sizes = numbers.filter(isShown).map(Math.abs);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const digits = most >= 1e6 ? 3 : most < 0.05 && least < 0.001 ? 1 : 0;
  const withPower = (/** @type {number} */ value) => (settled(value) * UP).toExponential(digits - 1).replaceAll("-", MINUS);
  return (value) => (!isShown(value) ? written(value) : digits ? withPower(value) : Math.abs(value) < 0.001 ? "≈0" : written(value));
};
/** @type {(value: number) => string} */
export const factor = (value) => written(value).replace(/^−.*/, "($&)");

// What a reader gets of a written number.
/** @type {(value: number) => number} */
export const asRead = (value) => Number(written(value).replaceAll(MINUS, "-").replace("∞", "Infinity"));

// "=" where the written numbers lead to the written result, "≈" where rounding shows.
/** @type {(read: number, value: number, reading?: (value: number) => number) => "=" | "≈"} */
export const equals = (read, value, reading = asRead) => {
  const shown = reading(value);
  return Math.abs(read - shown) < 1e-9 * (Math.abs(shown) || 1e-3) ? "=" : "≈";
};

/** @type {(text: string, value: number) => string} */
export const tinted = (text, value) => `<span class="${value >= 0 ? "p" : "n"}">${text}</span>`;
/** @type {(value: number, write?: (value: number) => string) => string} */
export const result = (value, write = written) => `<span class="res">${write(value)}</span>`;
// So many numbers from the first.
/** @type {(first: number, count: number, apart?: number) => number[]} */
export const cellsFrom = (first, count, apart = 1) => Array.from({ length: count }, (_, i) => first + i * apart);
/** @type {(numbers: number[]) => number} */
export const sumOf = (numbers) => numbers.reduce((sum, value) => sum + value, 0);
/** @type {(count: number) => string} */
export const inThousands = (count) => count.toLocaleString("en-US");
/** @type {(count: number, noun: string) => string} */
export const counted = (count, noun) => `${inThousands(count)} ${noun}${count === 1 ? "" : "s"}`;
