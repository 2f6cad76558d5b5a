// Arrays as Python sends them.

/** @import { Packed } from "./wire.js" */

/**
 * The numbers of an array, the last axis first, and its shape.
 * @typedef {{ numbers: number[], shape: number[] }} Unpacked
 */

const KINDS = { float32: Float32Array, float64: Float64Array, int32: Int32Array };

/** @type {(packed: Packed) => Unpacked} */
export const decoded = ({ values, dtype, shape }) => {
  const { buffer } = Uint8Array.from(atob(values), (letter) => letter.charCodeAt(0));
  return { numbers: Array.from(new KINDS[dtype](buffer)), shape };
};

/**
 * The size of the largest number, or hardly more than 0 where all are: it can be divided by.
 * @type {(numbers: number[]) => number}
 */
export const largestOf = (numbers) => numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
