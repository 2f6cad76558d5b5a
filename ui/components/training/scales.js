// Where the epochs and the values of a curve stand in a chart.

import { cellsFrom } from "../shared/numbers.js";

const EDGE = { left: 40, right: 14, top: 10, bottom: 36 }; // pixels around a chart

/**
 * Round steps from 0 to at least a number.
 * @param {number} most
 * @param {number} wanted about so many steps
 */
export const ticksUpTo = (most, wanted) => {
  const rough = most / wanted || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((times) => times * power >= rough * 0.999) ?? 10);
  const count = Math.ceil(most / step - 1e-9);
  return cellsFrom(0, Math.max(1, count) + 1).map((number) => Number((number * step).toPrecision(6)));
};

/**
 * Epochs to write below a chart of this width: whole ones, each once.
 * @param {number} epochs
 * @param {number} width in pixels
 */
export const epochTicks = (epochs, width) => {
  const ticks = ticksUpTo(epochs, width < 350 ? 5 : 8).map(Math.round);
  return ticks.filter((tick, i) => tick <= epochs && tick !== ticks[i - 1]);
};

/**
 * The pixels of epochs and values in a chart, and the epoch at a pixel.
 * @param {{ width: number, height: number }} size of the chart, in pixels
 * @param {number} epochs
 * @param {number} most the value at the top; what is beyond stands there too
 */
export const scalesOf = ({ width, height }, epochs, most) => {
  const [first, last] = [EDGE.left, width - EDGE.right];
  const [top, bottom] = [EDGE.top, height - EDGE.bottom];
  return {
    first,
    last,
    top,
    bottom,
    /** @type {(epoch: number) => number} */
    x: (epoch) => first + ((last - first) * epoch) / epochs,
    /** @type {(value: number | null) => number} */
    y: (value) => bottom - ((bottom - top) * Math.min(value ?? Infinity, most)) / most, // null is beyond all numbers
    /** @type {(x: number) => number} */
    epochAt: (x) => Math.round(((x - first) / (last - first)) * epochs),
  };
};
