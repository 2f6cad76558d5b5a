// How numbers are written, read back as they are written, and counted.

const MINUS = "−";

// Integers as integers, else two decimals; a value that would read 0.00 keeps one significant digit.
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

// "=" where the written numbers lead to the written result, "≈" where rounding shows.
const equals = (read, value) => (Math.abs(read - asRead(value)) < 1e-9 ? "=" : "≈");

const tinted = (text, value) => `<span class="${value >= 0 ? "p" : "n"}">${text}</span>`;
const result = (value, write = written) => `<span class="res">${write(value)}</span>`;
const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const inThousands = (count) => count.toLocaleString("en-US");

// Four decimals for shares and what leads to them; very small ones with a power of ten.
const fine = (value) => {
  if (Number.isInteger(value)) return written(value);
  const text = Math.abs(value) >= 0.001 ? value.toFixed(4) : String(Number(value.toPrecision(3)));
  const [digits, power] = text.replaceAll("-", MINUS).split("e");
  return power ? `${digits}·10<sup>${power}</sup>` : digits;
};
const asReadFine = (value) => Number(Math.abs(value) >= 0.001 ? value.toFixed(4) : value.toPrecision(3));
const percent = (share) => (share > 0 && share < 0.0005 ? "less than 0.1 %" : share >= 0.9995 && share < 1 ? "more than 99.9 %"
  : `${(share * 100).toFixed(share === 0 || share === 1 ? 0 : 1)} %`);
