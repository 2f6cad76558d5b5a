// The kernel editor: a number field a weight. What is typed is reported once it settles and every field holds a weight;
// Python changes the kernel, and the fields follow it.

import { MINUS, settled, UP } from "../shared/numbers.js";

const MOST = 7; // cells a side
const LARGEST = 1000;
const SETTLED_AFTER = 300; // milliseconds without a key
const REFUSED_AFTER = 1000; // the same for what is no weight: a minus is only the beginning of one
const HINT = "Arrow keys count a weight up and down. A table of numbers pasted into a cell becomes the kernel.";
const editors = new WeakMap();

const exact = (value) => String(Number(value.toPrecision(6))); // as many digits as a kernel keeps in the address
const codeOf = (weights) => weights.map((row) => row.map(exact).join("_")).join("~");

// What a cell has room for while nobody types in it.
const short = (value) => {
  const number = settled(value) * UP;
  const size = Math.abs(number);
  if (size > 0 && size < 0.005) return String(Number(number.toPrecision(1)));
  return String(Number(number.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)));
};

// Why a field holds no weight; nothing where it does.
const refusal = (field) => {
  if (Number.isNaN(field.valueAsNumber)) return "holds no number"; // empty as well: letters never get into the field
  return Math.abs(field.valueAsNumber) <= LARGEST ? "" : "is out of range";
};

class Cell {
  constructor(row, column) {
    Object.assign(this, { row, column, value: 0, problem: "", typed: false });
    this.field = document.createElement("input");
    Object.assign(this.field, { type: "number", step: "any", min: -LARGEST, max: LARGEST, autocomplete: "off" });
    this.field.setAttribute("aria-label", `Weight row ${row}, column ${column}`);
    this.box = document.createElement("div");
    this.box.className = "cell";
    this.box.append(this.field);
  }

  // Take a weight that comes from elsewhere; `inUse` says that the caret stands in the field.
  put(value, inUse) {
    this.value = value;
    if (inUse && (this.typed || this.field.valueAsNumber === Number(exact(value)))) return;
    this.field.value = inUse ? exact(value) : short(value);
    this.typed = false;
    this.mark("");
  }

  read() {
    if (!refusal(this.field) && this.field.valueAsNumber !== Number(exact(this.value))) this.value = this.field.valueAsNumber;
  }

  mark(problem) {
    this.problem = problem;
    this.box.classList.toggle("refused", Boolean(problem));
    this.field.setAttribute("aria-invalid", String(Boolean(problem)));
    this.field.setAttribute("aria-describedby", problem ? "said" : "");
  }

  tint(limit) {
    this.box.style.setProperty("--share", `${(100 * Math.min(1, Math.abs(this.value) / limit)).toFixed(1)}%`);
    this.box.style.setProperty("--tone", this.value < 0 ? "var(--negative)" : "var(--positive)");
    this.field.title = exact(this.value);
  }
}

class Editor {
  constructor(root) {
    Object.assign(this, { root, cells: [] });
    this.grid = root.querySelector(".weights");
    this.said = root.querySelector(".said");
    for (const select of root.querySelectorAll("select")) {
      select.append(...Array.from({ length: MOST }, (_, i) => new Option(i + 1)));
      select.onchange = () => this.act("resize", { rows: Number(this.chosen("rows")), columns: Number(this.chosen("columns")) });
    }
    for (const button of root.querySelectorAll("[data-action]")) button.onclick = () => this.act(button.dataset.action);
    const on = (type, action) => this.grid.addEventListener(type, (event) => {
      const cell = this.cells.find(({ field }) => field === event.target);
      if (cell) action(cell, event); // a field that is just being replaced is left without a cell
    });
    on("focusin", (cell) => this.enter(cell));
    on("focusout", (cell) => this.leave(cell));
    on("input", (cell) => this.type(cell));
    on("keydown", (cell, event) => this.key(cell, event));
    this.grid.addEventListener("paste", (event) => this.paste(event));
  }

  chosen(name) {
    return this.root.querySelector(`.${name}`).value;
  }

  get focused() {
    return this.cells.find((cell) => cell.field === this.root.getRootNode().activeElement);
  }

  get weights() {
    return Array.from({ length: this.rows }, (_, row) => this.cells.slice(row * this.columns, (row + 1) * this.columns).map((cell) => cell.value));
  }

  get refused() {
    return this.cells.filter((cell) => cell.problem);
  }

  enter(cell) {
    this.turn = Date.now(); // what is typed until the field is left is one change to undo
    if (cell.problem || cell.field.value === exact(cell.value)) return;
    cell.field.value = exact(cell.value);
    cell.field.select();
  }

  leave(cell) {
    if (cell.typed) this.settle(cell);
    if (!cell.problem) cell.field.value = short(cell.value);
  }

  type(cell) {
    cell.typed = true;
    cell.read();
    this.tint();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(cell), refusal(cell.field) ? REFUSED_AFTER : SETTLED_AFTER);
  }

  settle(cell) {
    clearTimeout(this.settling);
    cell.typed = false;
    cell.mark(refusal(cell.field));
    this.tell();
    if (!this.refused.length && codeOf(this.weights) !== this.inForce) this.send("type");
  }

  key(cell, event) {
    event.stopPropagation(); // letters and arrows mean something to the page around
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.key === "Enter") this.settle(cell);
    else if (event.key === "Escape") this.restore(cell);
    else if (event.ctrlKey && event.key in moves) {
      const [down, right] = moves[event.key];
      this.cells.find((other) => other.row === cell.row + down && other.column === cell.column + right)?.field.focus();
      event.preventDefault();
    }
  }

  // Put back the weight in force.
  restore(cell) {
    clearTimeout(this.settling);
    cell.typed = false;
    cell.put(this.taken[cell.row][cell.column], false);
    if (cell === this.focused) cell.field.value = exact(cell.value);
    this.tint();
    this.tell();
  }

  // A table becomes the kernel. A single number goes into its cell: a field would take −1 for 1 and 1,5 for 15.
  paste(event) {
    const text = event.clipboardData.getData("text").trim();
    const isTable = /\S[\s;]+\S/.test(text);
    const number = text.replace(MINUS, "-").replace(",", ".");
    if (!isTable && number === text) return;
    event.preventDefault();
    if (!isTable) {
      document.execCommand("insertText", false, number);
      return;
    }
    this.cells.forEach((cell) => this.restore(cell));
    this.send("paste", { text: text.slice(0, 2000) });
  }

  act(action, rest = {}) {
    const wrong = this.refused;
    if (action === "undo" || action === "start") wrong.forEach((cell) => this.restore(cell));
    else if (wrong.length) {
      wrong[0].field.focus();
      this.showSize();
    }
    const idle = this.root.querySelector(`[data-action=${action}]`)?.getAttribute("aria-disabled") === "true";
    if (!idle && !(wrong.length && action !== "start")) this.send(action, rest);
  }

  send(action, rest = {}) {
    this.sent = Math.max(Date.now(), (this.sent ?? 0) + 1);
    this.take(this.weights);
    this.report({ id: this.sent, kernel: this.inForce, turn: this.turn ?? null, change: { action, ...rest } });
  }

  take(weights) {
    this.taken = weights;
    this.inForce = codeOf(weights);
  }

  // Take what Python says, unless it was said before the last change was heard of.
  follow(data) {
    if (this.sent && data.edit !== this.sent) return;
    this.data = data;
    if (codeOf(data.weights) !== this.inForce) this.put(data.weights);
    this.take(data.weights);
    this.showSize();
    this.root.querySelector(".sum").textContent = data.sum;
    this.tell();
  }

  put(weights) {
    const { focused } = this;
    if (weights.length !== this.rows || weights[0].length !== this.columns) {
      [this.rows, this.columns] = [weights.length, weights[0].length];
      this.cells = weights.flatMap((row, r) => row.map((_, c) => new Cell(r, c)));
      this.grid.style.setProperty("--columns", this.columns);
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
    this.root.querySelector(".rows").value = this.rows;
    this.root.querySelector(".columns").value = this.columns;
  }

  // The sentence under the weights, and which buttons have something to do.
  tell() {
    const [first, ...others] = this.refused;
    const more = others.length ? ` (${others.length} more marked)` : "";
    const text = first
      ? `Row ${first.row}, column ${first.column} ${first.problem}${more}: type a number from −1000 to 1000. Until then, the kernel from before counts.`
      : this.data.said || HINT;
    if (this.said.textContent !== text) this.said.textContent = text;
    this.said.classList.toggle("refused", Boolean(first) || this.data.refused);
    const idle = { undo: !this.data.undo && !first, start: !this.data.start && !first };
    for (const [action, rests] of Object.entries(idle)) {
      this.root.querySelector(`[data-action=${action}]`).setAttribute("aria-disabled", String(rests));
    }
    this.root.querySelector("[data-action=start]").title = this.data.start ? `Back to ${this.data.start}` : "";
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".kernel");
  if (!editors.has(root)) editors.set(root, new Editor(root));
  const editor = editors.get(root);
  editor.report = (edit) => setStateValue("edit", edit);
  editor.follow(data);
}
