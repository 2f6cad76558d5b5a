// Weights as texts: in a field, in a code, and as somebody pastes them.

import { MINUS, settled, UP } from "../shared/numbers.js";

const LARGEST = 1000; // as in `ui/address/codes.py`
export const RANGE = { min: -LARGEST, max: LARGEST };

/**
 * A weight with as many digits as a kernel keeps in the address.
 * @param {number} value
 */
export const exact = (value) => String(Number(value.toPrecision(6)));

/**
 * A kernel as Python writes its code.
 * @param {number[][]} weights
 */
export const codeOf = (weights) => weights.map((row) => row.map(exact).join("_")).join("~");

/**
 * A weight as there is room for it in a cell while nobody types there.
 * @param {number} value
 */
export const short = (value) => {
  const number = settled(value) * UP;
  const size = Math.abs(number);
  if (size > 0 && size < 0.005) return String(Number(number.toPrecision(1)));
  return String(Number(number.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)));
};

/**
 * Why a number is no weight; "" where it is one. NaN is what a field holds that is empty, as letters never get into it.
 * @param {number} value
 */
export const refusal = (value) => {
  if (Number.isNaN(value)) return "holds no number";
  return Math.abs(value) <= LARGEST ? "" : "is out of range";
};

/**
 * Whether a pasted text is a table of numbers.
 * @param {string} text without spaces around it
 */
export const isTable = (text) => /\S[\s;]+\S/.test(text);

/**
 * A single pasted number as a field can take it, which would read −1 as 1 and 1,5 as 15.
 * @param {string} text
 */
export const asTyped = (text) => text.replace(MINUS, "-").replace(",", ".");
