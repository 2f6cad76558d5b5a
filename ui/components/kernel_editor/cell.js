// A cell of the kernel editor: a field with a weight.

import { made } from "../shared/nodes.js";
import { exact, RANGE, refusal, short } from "./weights.js";

export class Cell {
  value = 0;
  problem = ""; // why the field holds no weight
  typed = false; // whether somebody types, and has not settled
  field = made("input");
  box = made("div", "cell");

  /**
   * @param {number} row
   * @param {number} column
   */
  constructor(row, column) {
    this.row = row;
    this.column = column;
    Object.assign(this.field, { type: "number", step: "any", ...RANGE, autocomplete: "off" });
    this.field.setAttribute("aria-label", `Weight row ${row}, column ${column}`);
    this.box.append(this.field);
  }

  get refusal() {
    return refusal(this.field.valueAsNumber);
  }

  /**
   * Take a weight that comes from elsewhere.
   * @param {number} value
   * @param {boolean} inUse whether the caret stands in the field
   */
  put(value, inUse) {
    this.value = value;
    if (inUse && (this.typed || this.field.valueAsNumber === Number(exact(value)))) return;
    this.field.value = inUse ? exact(value) : short(value);
    this.typed = false;
    this.mark("");
  }

  /** Take what is typed, where it is a weight. */
  read() {
    if (!this.refusal && this.field.valueAsNumber !== Number(exact(this.value))) this.value = this.field.valueAsNumber;
  }

  /** @param {string} problem */
  mark(problem) {
    this.problem = problem;
    this.box.classList.toggle("refused", Boolean(problem));
    this.field.setAttribute("aria-invalid", String(Boolean(problem)));
    this.field.setAttribute("aria-describedby", problem ? "said" : "");
  }

  /** @param {number} limit the size of a weight in full color */
  tint(limit) {
    this.box.style.setProperty("--share", `${(100 * Math.min(1, Math.abs(this.value) / limit)).toFixed(1)}%`);
    this.box.style.setProperty("--tone", this.value < 0 ? "var(--negative)" : "var(--positive)");
    this.field.title = exact(this.value);
  }
}
