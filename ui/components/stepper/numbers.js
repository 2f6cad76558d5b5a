// How numbers are written, read back as they are written, and counted.

const MINUS = "−";

// Integers as integers, else two decimals; what would read 0.00 keeps one digit, but for what floating point leaves of 0.
const written = (value) => {
  if (Math.abs(value) < 1e-12) return "0";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : MINUS + "∞";
  const size = Math.abs(value);
  let text = Number.isInteger(value) && size < 1e6 ? String(value) : value.toFixed(2);
  if (size > 0 && size < 0.005) text = value.toPrecision(1);
  if (size >= 1e6) text = value.toExponential(2);
  return text.replaceAll("-", MINUS);
};
const factor = (value) => (value < 0 ? `(${written(value)})` : written(value));

// What a reader gets when the written number is taken at its word.
const asRead = (value) => Number(written(value).replaceAll(MINUS, "-").replace("∞", "Infinity"));

// "=" where the written numbers lead to the written result, "≈" where rounding shows; 1e-13 is what adding up may lose.
const equals = (read, value) => (Math.abs(read - asRead(value)) < 1e-9 * Math.abs(asRead(value)) + 1e-13 ? "=" : "≈");

const tinted = (text, value) => `<span class="${value >= 0 ? "p" : "n"}">${text}</span>`;
const result = (value, write = written) => `<span class="res">${write(value)}</span>`;
const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
// So many numbers from the first, some apart.
const cellsFrom = (first, count, apart = 1) => Array.from({ length: count }, (_, i) => first + i * apart);
const sumOf = (numbers) => numbers.reduce((sum, value) => sum + value, 0);
const inThousands = (count) => count.toLocaleString("en-US");
