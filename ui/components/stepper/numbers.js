// How numbers are written, read back as they are written, and counted.

const MINUS = "−";

// Integers as integers, else two decimals; what would read 0.00 keeps one digit, but for what floating point leaves of 0.
const written = (value) => {
  const size = Math.abs(value);
  const text = size < 1e-12 ? "0" : size < 0.005 ? value.toPrecision(1) : size >= 1e6 ? value.toExponential(2)
    : value.toFixed(Number.isInteger(value) ? 0 : 2);
  return text.replaceAll("-", MINUS).replace("Infinity", "∞");
};
// In a cell, with a power of ten where a number close to zero would be long.
const cellText = (value) => {
  const isLong = written(value).length > 6 && Math.abs(value) < 0.005;
  return isLong ? value.toExponential(0).replaceAll("-", MINUS) : written(value);
};
const factor = (value) => written(value).replace(/^−.*/, "($&)");

// What a reader gets when the written number is taken at its word.
const asRead = (value) => Number(written(value).replaceAll(MINUS, "-").replace("∞", "Infinity"));

// "=" where the written numbers lead to the written result, "≈" where rounding shows.
const equals = (read, value, reading = asRead) => {
  const shown = reading(value);
  return Math.abs(read - shown) < 1e-9 * (Math.abs(shown) || 1e-3) ? "=" : "≈";
};

const tinted = (text, value) => `<span class="${value >= 0 ? "p" : "n"}">${text}</span>`;
const result = (value, write = written) => `<span class="res">${write(value)}</span>`;
// So many numbers from the first, some apart.
const cellsFrom = (first, count, apart = 1) => Array.from({ length: count }, (_, i) => first + i * apart);
const sumOf = (numbers) => numbers.reduce((sum, value) => sum + value, 0);
const inThousands = (count) => count.toLocaleString("en-US");
const counted = (count, noun) => `${inThousands(count)} ${noun}${count === 1 ? "" : "s"}`;
