// How shares are written: as percent where they answer a question; in a calculation, with what leads to them, with four
// decimals, very small numbers with a power of ten.

import { MINUS, settled, UP, written, asRead } from "./numbers.js";

/** @type {(share: number) => string} */
export const percent = (share) => {
  const number = settled(share);
  if (number > 0 && number < 0.0005) return "less than 0.1 %";
  if (number >= 0.9995 && number < 1) return "more than 99.9 %";
  return `${(number * UP * 100).toFixed(number === 0 || number === 1 ? 0 : 1)} %`;
};
// In a cell of a row that is said to be in percent.
/** @type {(share: number) => string} */
export const percentCell = (share) => percent(share).replace("less than ", "<").replace("more than ", ">").replace(" %", "");

// Four decimals in a cell of a row that is calculated with.
/** @type {(value: number) => string} */
export const fineCell = (value) => {
  const number = settled(value);
  return !(number % 1) ? written(number) : Math.abs(number) < 0.00005 ? "≈0" : (number * UP).toFixed(4).replaceAll("-", MINUS);
};

/** @type {(value: number) => number} */
export const asReadFine = (value) => {
  const number = settled(value);
  if (!(number % 1)) return asRead(number); // whole, or not finite
  return Number(Math.abs(number) >= 0.001 ? (number * UP).toFixed(4) : (number * UP).toPrecision(3));
};
/** @type {(value: number) => string} */
export const fine = (value) => {
  const number = settled(value);
  if (!(number % 1)) return written(number);
  const text = Math.abs(number) >= 0.001 ? (number * UP).toFixed(4) : String(asReadFine(value));
  const [digits, power] = text.replaceAll("-", MINUS).split("e");
  return power ? `${digits}·10<sup>${power}</sup>` : digits;
};
