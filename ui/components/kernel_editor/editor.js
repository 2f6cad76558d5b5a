// The kernel editor: a number field a weight. What is typed is reported once it settles and every field holds a weight;
// Python changes the kernel, and the fields follow it.

/** @import { KernelEdit, KernelEditorData } from "../shared/wire.js" */

import { partOf } from "../shared/elements.js";
import { cellBeside } from "../shared/moves.js";
import { focusedBeside } from "../shared/nodes.js";
import { Cell } from "./cell.js";
import { asTyped, codeOf, exact, isTable, short } from "./weights.js";

/** @typedef {KernelEdit["change"]} Change */

const SETTLED_AFTER = 300; // milliseconds without a key
const REFUSED_AFTER = 1000; // the same for what is no weight: a minus is only the beginning of one
const LONGEST_TABLE = 2000; // letters
const HINT = "Arrow keys count a weight up and down. A table of numbers pasted into a cell becomes the kernel.";

/** @type {Change[]} */
const BY_BUTTON = [
  { action: "rotate" }, { action: "flip-columns" }, { action: "flip-rows" }, { action: "normalize" }, { action: "undo" }, { action: "start" },
];

export class Editor {
  /** @type {Cell[]} */
  cells = [];

  rows = 0;
  columns = 0;

  /** @type {number[][]} */
  taken = []; // the weights in force
  inForce = ""; // their code

  /** @type {number | null} */
  turn = null; // when the field in use was entered: what is typed until it is left is one change to undo

  /** @type {number | undefined} */
  sent; // the last edit

  /** @type {number | undefined} */
  settling; // a timer

  /**
   * @param {HTMLElement} root
   * @param {KernelEditorData} data
   */
  constructor(root, data) {
    /** @type {(edit: KernelEdit) => void} */
    this.report = () => {};
    this.root = root;
    this.data = data;
    this.grid = partOf(root, ".weights", HTMLElement);
    this.sum = partOf(root, ".sum", HTMLElement);
    this.said = partOf(root, ".said", HTMLElement);
    this.sizes = [".rows", ".columns"].map((name) => partOf(root, name, HTMLSelectElement));
    for (const select of this.sizes) {
      select.append(...Array.from({ length: data.most }, (_, i) => new Option(String(i + 1))));
      select.onchange = () => {
        const [rows, columns] = this.sizes.map(({ value }) => Number(value));
        this.act({ action: "resize", rows, columns });
      };
    }
    for (const change of BY_BUTTON) this.buttonOf(change.action).onclick = () => this.act(change);
    this.grid.addEventListener("focusin", (event) => this.withCell(event, (cell) => this.enter(cell)));
    this.grid.addEventListener("focusout", (event) => this.withCell(event, (cell) => this.leave(cell)));
    this.grid.addEventListener("input", (event) => this.withCell(event, (cell) => this.type(cell)));
    this.grid.addEventListener("keydown", (event) => this.withCell(event, (cell) => this.key(cell, event)));
    this.grid.addEventListener("paste", (event) => this.paste(event));
  }

  /** @param {string} action */
  buttonOf(action) {
    return partOf(this.root, `[data-action=${action}]`, HTMLElement);
  }

  /**
   * Act on the cell of an event; a field that is just being replaced is left without one.
   * @param {Event} event
   * @param {(cell: Cell) => void} action
   */
  withCell({ target }, action) {
    const cell = this.cells.find(({ field }) => field === target);
    if (cell) action(cell);
  }

  get focused() {
    const focused = focusedBeside(this.root);
    return this.cells.find(({ field }) => field === focused);
  }

  get weights() {
    const { cells, rows, columns } = this;
    return Array.from({ length: rows }, (_, row) => cells.slice(row * columns, (row + 1) * columns).map(({ value }) => value));
  }

  get refused() {
    return this.cells.filter(({ problem }) => problem);
  }

  /** @param {Cell} cell */
  enter(cell) {
    this.turn = Date.now();
    if (cell.problem || cell.field.value === exact(cell.value)) return;
    cell.field.value = exact(cell.value);
    cell.field.select();
  }

  /** @param {Cell} cell */
  leave(cell) {
    if (cell.typed) this.settle(cell);
    if (!cell.problem) cell.field.value = short(cell.value);
  }

  /** @param {Cell} cell */
  type(cell) {
    cell.typed = true;
    cell.read();
    this.tint();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(cell), cell.refusal ? REFUSED_AFTER : SETTLED_AFTER);
  }

  /** @param {Cell} cell */
  settle(cell) {
    clearTimeout(this.settling);
    cell.typed = false;
    cell.mark(cell.refusal);
    this.tell();
    if (!this.refused.length && codeOf(this.weights) !== this.inForce) this.send({ action: "type" });
  }

  /**
   * @param {Cell} cell
   * @param {KeyboardEvent} event
   */
  key(cell, event) {
    event.stopPropagation(); // letters and arrows mean something to the page around
    if (event.key === "Enter") this.settle(cell);
    else if (event.key === "Escape") this.restore(cell);
    const next = event.ctrlKey && cellBeside(event.key, [cell.row, cell.column], this);
    if (!next) return;
    this.cells[next[0] * this.columns + next[1]].field.focus();
    event.preventDefault();
  }

  /**
   * Put back the weight in force.
   * @param {Cell} cell
   */
  restore(cell) {
    clearTimeout(this.settling);
    cell.typed = false;
    cell.put(this.taken[cell.row][cell.column], false);
    if (cell === this.focused) cell.field.value = exact(cell.value);
    this.tint();
    this.tell();
  }

  /**
   * A table becomes the kernel, a single number goes into its cell.
   * @param {ClipboardEvent} event
   */
  paste(event) {
    const text = event.clipboardData?.getData("text").trim() ?? "";
    if (isTable(text)) {
      this.cells.forEach((cell) => this.restore(cell));
      this.send({ action: "paste", text: text.slice(0, LONGEST_TABLE) });
    } else if (asTyped(text) === text) return;
    else document.execCommand("insertText", false, asTyped(text));
    event.preventDefault();
  }

  /** @param {Change} change */
  act(change) {
    const { action } = change;
    const wrong = this.refused;
    if (action === "undo" || action === "start") wrong.forEach((cell) => this.restore(cell));
    else if (wrong.length) {
      wrong[0].field.focus();
      this.showSize();
    }
    const idle = BY_BUTTON.includes(change) && this.buttonOf(action).getAttribute("aria-disabled") === "true";
    if (!idle && !(wrong.length && action !== "start")) this.send(change);
  }

  /** @param {Change} change */
  send(change) {
    this.sent = Math.max(Date.now(), (this.sent ?? 0) + 1);
    this.take(this.weights);
    this.report({ id: this.sent, kernel: this.inForce, turn: this.turn, change });
  }

  /** @param {number[][]} weights */
  take(weights) {
    this.taken = weights;
    this.inForce = codeOf(weights);
  }

  /**
   * Take what Python says, unless it was said before the last change was heard of.
   * @param {KernelEditorData} data
   */
  follow(data) {
    if (this.sent && data.edit !== this.sent) return;
    this.data = data;
    if (codeOf(data.weights) !== this.inForce) this.put(data.weights);
    this.take(data.weights);
    this.showSize();
    this.sum.textContent = data.sum;
    this.tell();
  }

  /** @param {number[][]} weights */
  put(weights) {
    const { focused } = this;
    if (weights.length !== this.rows || weights[0].length !== this.columns) {
      [this.rows, this.columns] = [weights.length, weights[0].length];
      this.cells = weights.flatMap((row, r) => row.map((_, c) => new Cell(r, c)));
      this.grid.style.setProperty("--columns", String(this.columns));
      this.grid.replaceChildren(...this.cells.map((cell) => cell.box));
      if (focused) this.cells[Math.min(focused.row, this.rows - 1) * this.columns + Math.min(focused.column, this.columns - 1)].field.focus();
    }
    for (const cell of this.cells) cell.put(weights[cell.row][cell.column], cell === this.focused);
    this.tint();
  }

  tint() {
    const limit = Math.max(1, ...this.cells.map((cell) => Math.abs(cell.value)));
    for (const cell of this.cells) cell.tint(limit);
  }

  showSize() {
    [this.rows, this.columns].forEach((count, i) => (this.sizes[i].value = String(count)));
  }

  /** Show the sentence under the weights, and which buttons have something to do. */
  tell() {
    const { data } = this;
    const [first, ...others] = this.refused;
    const more = others.length ? ` (${others.length} more marked)` : "";
    const text = first
      ? `Row ${first.row}, column ${first.column} ${first.problem}${more}: type a number from −1000 to 1000. Until then, the kernel from before counts.`
      : data.said || HINT;
    if (this.said.textContent !== text) this.said.textContent = text;
    this.said.classList.toggle("refused", Boolean(first) || data.refused);
    this.buttonOf("undo").setAttribute("aria-disabled", String(!data.undo && !first));
    this.buttonOf("start").setAttribute("aria-disabled", String(!data.start && !first));
    this.buttonOf("start").title = data.start ? `Back to ${data.start}` : "";
  }
}
