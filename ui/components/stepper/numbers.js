// How numbers are written, read back as they are written, and counted.

const MINUS = "−";

// Integers as integers, else two decimals; what would read 0.00 keeps one digit.
const written = (value) => {
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
// What floating point leaves of zero counts as 0.
const sumOf = (numbers) => {
  const sum = numbers.reduce((all, value) => all + value, 0);
  return Math.abs(sum) < 2e-16 * numbers.length * Math.max(...numbers.map(Math.abs)) ? 0 : sum;
};
const inThousands = (count) => count.toLocaleString("en-US");
