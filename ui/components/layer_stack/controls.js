// The settings that each kind of layer has.

/** @import { Home } from "./number_controls.js" */
/** @import { Setting } from "./settings.js" */

import { made } from "../shared/nodes.js";
import { NumberControl, PaddingControl, PairControl } from "./number_controls.js";

/**
 * Shows the value of a setting, and lets a person change it.
 * @typedef {object} Control
 * @property {string} name
 * @property {HTMLElement} box
 * @property {(value: Setting) => void} show
 */

/** @typedef {(home: Home) => Control} Maker */

/** @type {(label: string, name: string) => Maker} */
const number = (label, name) => (home) => new NumberControl(home, label, name);

/** @type {(label: string, name: string, by?: number) => Maker} */
const pair = (label, name, by) => (home) => new PairControl(home, label, name, by);

/** @type {Maker} */
const padding = (home) => new PaddingControl(home);

/** @type {(label: string, name: string) => Maker} */
const onOrOff = (label, name) => (home) => {
  const box = made("label", "switch");
  const field = made("input");
  field.type = "checkbox";
  field.onchange = () => home.change(name, field.checked);
  box.append(field, label);
  return { name, box, show: (value) => (field.checked = value === true) };
};

/** @type {(label: string, name: string, options: Record<string, string>) => Maker} */
const choice = (label, name, options) => (home) => {
  const box = made("label", "choice", label);
  const field = made("select");
  field.append(...Object.entries(options).map(([value, text]) => new Option(text, value)));
  field.onchange = () => home.change(name, field.value);
  box.append(field);
  return { name, box, show: (value) => (field.value = String(value)) };
};

const BIAS = onOrOff("Bias", "bias");
const STRIDE = pair("Stride", "stride");

/** @type {Record<string, { often: Maker[], rare: Maker[] }>} */
const CONTROLS = {
  conv: {
    often: [number("Filters", "filters"), pair("Kernel", "kernel", 2), STRIDE, padding],
    rare: [number("Dilation", "dilation"), BIAS, onOrOff("Divide by the number of cells", "average")],
  },
  pool: {
    often: [choice("Keep", "mode", { max: "Maximum", avg: "Average" }), pair("Window", "window"), STRIDE],
    rare: [pair("Padding", "padding")],
  },
  dense: { often: [number("Units", "units")], rare: [BIAS] },
};

/**
 * The controls for a kind of layer: those that stand in sight, and those behind "More".
 * @param {string} kind
 * @param {Home} home
 */
export const controlsFor = (kind, home) => {
  const { often, rare } = CONTROLS[kind] ?? { often: [], rare: [] };
  return { often: often.map((make) => make(home)), rare: rare.map((make) => make(home)) };
};
