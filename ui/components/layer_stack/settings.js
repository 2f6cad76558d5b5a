// The settings of layers: how their values are read, written and changed, and what new layers begin with.

/** @import { StackEdit } from "../shared/wire.js" */

/**
 * The settings of a layer.
 * @typedef {StackEdit["layers"][number]} LayerFields
 */

/**
 * A layer of the stack; its number stays while it is changed and moved.
 * @typedef {LayerFields & { uid: number }} Layer
 */

/**
 * One number, or two where those for rows and for columns differ.
 * @typedef {number | [rows: number, columns: number]} Size
 */

/** @typedef {Size | string | boolean} Setting */

/** @typedef {[low: number, high: number]} Limits */

/** @type {Record<string, LayerFields>} */
const NEW = {
  conv: { kind: "conv", filters: 4, kernel: 3, stride: 1, padding: 0, dilation: 1, average: false, bias: true },
  pool: { kind: "pool", window: 2, stride: 2, padding: 0, mode: "max" },
  dense: { kind: "dense", units: 10, bias: true },
};

/**
 * What a new layer is set to; other kinds have no settings.
 * @type {(kind: string) => LayerFields}
 */
export const newFields = (kind) => NEW[kind] ?? { kind };

/** @type {(one: Setting | undefined, other: Setting | undefined) => boolean} */
export const isSame = (one, other) => String(one) === String(other);

/**
 * A layer with another value of a setting; pooling windows that stand side by side stay so.
 * @param {Layer} layer
 * @param {string} name
 * @param {Setting} value
 * @returns {Layer}
 */
export const withSetting = (layer, name, value) => {
  const sideBySide = name === "window" && "window" in layer && isSame(layer.stride, layer.window);
  return { ...layer, [name]: value, ...(sideBySide ? { stride: value } : {}) };
};

/** @type {(size: Size) => number[]} */
const partsOf = (size) => (typeof size === "number" ? [size] : size);

/** @type {(rows: number, columns: number) => Size} */
const oneOrTwo = (rows, columns) => (rows === columns ? rows : [rows, columns]);

/** @type {(size: Size) => string} */
export const textOf = (size) => partsOf(size).join("×");

/**
 * The size that somebody types: "3", "3×5", "3x5" or "3, 5"; undefined for anything else.
 * @type {(text: string) => Size | undefined}
 */
export const sizeFrom = (text) => {
  const found = text.match(/^\s*(\d+)(?:\s*[x×*, ]\s*(\d+))?\s*$/i);
  return found ? oneOrTwo(Number(found[1]), Number(found[2] ?? found[1])) : undefined;
};

/**
 * A size brought up or down, as far as the limits allow.
 * @type {(size: Size, by: number, limits: Limits) => Size}
 */
export const stepped = (size, by, [low, high]) => {
  const [rows, columns = rows] = partsOf(size).map((part) => Math.max(low, Math.min(high, part + by)));
  return oneOrTwo(rows, columns);
};

/** @type {(size: Size | undefined, limits: Limits) => size is Size} */
export const fits = (size, [low, high]) =>
  size !== undefined && partsOf(size).every((part) => Number.isInteger(part) && part >= low && part <= high);

/**
 * Whether a size can't be brought down, and whether it can't be brought up.
 * @type {(size: Size, limits: Limits) => [isLeast: boolean, isMost: boolean]}
 */
export const ends = (size, [low, high]) => [partsOf(size).every((part) => part <= low), partsOf(size).every((part) => part >= high)];
