// The layer stack. It holds the layers; every change is reported whole, so that none is lost when they come fast. Python
// says what comes out, and is not listened to until it has heard of the last change.

/** @import { LayerStackData, StackEdit, StackInput } from "../shared/wire.js" */
/** @import { Layer, LayerFields, Setting } from "./settings.js" */

import { partOf } from "../shared/elements.js";
import { focusedBeside, made } from "../shared/nodes.js";
import { imageCanvas, scaleOf } from "./maps.js";
import { Row } from "./rows.js";
import { newFields, withSetting } from "./settings.js";

/**
 * What can be changed and undone: the layers, what the image is made into, and the layer that is open.
 * @typedef {{ layers: Layer[], form: string, focus: number }} State
 */

let uids = 0;

/** @type {(fields: LayerFields) => Layer} */
const numbered = (fields) => ({ uid: (uids += 1), ...fields });

/** @type {(layers: Layer[]) => LayerFields[]} */
const fieldsOf = (layers) => layers.map(({ uid, ...fields }) => fields);

export class Stack {
  /** @type {Layer[]} */
  layers = [];

  /** @type {Map<number, Row>} */
  rows = new Map(); // by the numbers of their layers

  /** @type {State[]} */
  past = []; // to undo

  form = "";
  focus = 0;
  everything = false; // whether all maps of the open layer are wanted
  width = 0; // pixels

  /** @type {number | undefined} */
  sent; // the last edit

  /** @type {string | undefined} */
  heard; // what was last said of the stack

  /**
   * @param {HTMLElement} root
   * @param {LayerStackData} data
   */
  constructor(root, data) {
    /** @type {(edit: StackEdit) => void} */
    this.report = () => {};
    this.root = root;
    this.data = data;
    this.list = partOf(root, "ol", HTMLElement);
    this.totals = partOf(root, ".totals", HTMLElement);
    this.live = partOf(root, ".live", HTMLElement);
    this.undoButton = partOf(root, ".undo", HTMLElement);
    this.select = partOf(root, "select", HTMLSelectElement);
    this.image = partOf(root, ".input", HTMLElement);
    this.first = partOf(root, ".input .adds", HTMLElement);
    this.select.onchange = () => this.change({ form: this.select.value });
    this.undoButton.onclick = () => this.undo();
    this.watcher = new ResizeObserver(() => this.root.clientWidth !== this.width && this.showResults());
    this.watcher.observe(root);
  }

  /** @returns {State} */
  get state() {
    return { layers: this.layers, form: this.form, focus: this.focus };
  }

  get rowsInOrder() {
    return this.layers.flatMap(({ uid }) => this.rows.get(uid) ?? []);
  }

  /**
   * Make a change, remember what was, show it, and report it.
   * @param {Partial<State>} change
   * @param {boolean} isNew whether it can be undone
   */
  change(change, isNew = true) {
    const { layers, form, focus } = { ...this.state, ...change };
    if (isNew) this.past.push(this.state);
    const from = layers.findIndex((layer, i) => layer !== this.layers[i]);
    Object.assign(this, { layers, form, everything: false });
    this.focus = Math.max(0, Math.min(focus, layers.length - 1));
    this.showLayers();
    const first = form === this.data.input.form ? Math.max(0, from) : 0;
    for (const row of this.rowsInOrder.slice(first)) row.item.classList.add("pending");
    this.send();
  }

  send() {
    this.sent = Math.max(Date.now(), (this.sent ?? 0) + 1);
    const { form, focus, everything } = this;
    this.report({ id: this.sent, layers: fieldsOf(this.layers), form, focus, everything });
  }

  /**
   * Change a setting of a layer.
   * @param {number} index of the layer; -1 where it was removed while somebody typed
   * @param {string} name
   * @param {Setting} value
   */
  set(index, name, value) {
    if (index < 0) return;
    const layer = withSetting(this.layers[index], name, value);
    const row = this.rows.get(layer.uid);
    if (row) row.layer = layer;
    this.change({ layers: this.layers.with(index, layer) });
  }

  /**
   * Add a new layer below another.
   * @param {number} after the place of the other; -1 for the top
   * @param {string} kind
   */
  add(after, kind) {
    this.change({ layers: this.layers.toSpliced(after + 1, 0, numbered(newFields(kind))), focus: after + 1 });
    this.headAt(this.focus)?.focus();
  }

  /** @param {number} index */
  remove(index) {
    this.change({ layers: this.layers.toSpliced(index, 1), focus: index });
    (this.headAt(this.focus) ?? this.first.querySelector("button"))?.focus();
  }

  /**
   * @param {number} index
   * @param {number} by so many places down
   */
  move(index, by) {
    const to = index + by;
    if (to < 0 || to >= this.layers.length) return;
    const button = focusedBeside(this.root);
    this.change({ layers: this.layers.toSpliced(index, 1).toSpliced(to, 0, this.layers[index]), focus: to });
    button?.focus();
  }

  /** @param {number} index */
  open(index) {
    if (index === this.focus) return;
    Object.assign(this, { focus: index, everything: false });
    this.showLayers();
    this.send();
  }

  showAll() {
    this.everything = true;
    this.send();
  }

  /** @param {LayerFields[]} layers */
  take(layers) {
    this.change({ layers: layers.map(numbered) });
    this.headAt(this.focus)?.focus();
  }

  undo() {
    const before = this.past.pop();
    if (before) this.change(before, false);
  }

  /** @param {number} index */
  headAt(index) {
    return this.rows.get(this.layers[index]?.uid)?.head;
  }

  /**
   * Arrow keys go from row to row, with Alt they take the layer along; Delete removes it.
   * @param {KeyboardEvent} event
   * @param {number} index
   */
  key(event, index) {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (by && event.altKey) {
      this.move(index, by);
      this.headAt(this.focus)?.focus();
    } else if (by) this.headAt(index + by)?.focus();
    else if (event.key === "Delete") this.remove(index);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * The buttons that add a layer below another.
   * @param {() => number} index
   */
  adds(index) {
    const box = made("div", "adds");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Add a layer below");
    box.append(made("span", "", "Add below:"));
    for (const [kind, title] of Object.entries(this.data.titles)) {
      const button = made("button", "add", `+ ${title}`);
      button.onclick = () => this.layers.length < this.data.most && this.add(index(), kind);
      box.append(button);
    }
    return box;
  }

  /**
   * Take what Python says, unless it was said before the last change was heard of.
   * @param {LayerStackData} data
   */
  follow(data) {
    if (this.sent && data.edit !== this.sent) return;
    const isFirst = this.heard === undefined;
    this.data = data;
    this.form = data.input.form;
    const layers = data.rows.map(({ fields }) => fields);
    if (JSON.stringify(layers) !== JSON.stringify(fieldsOf(this.layers))) {
      if (!isFirst) this.past = []; // another network came from elsewhere
      this.layers = layers.map(numbered);
    }
    this.focus = data.focus;
    this.showLayers();
    this.showResults();
    if (!isFirst && this.heard !== data.said) this.live.textContent = data.said;
    this.heard = data.said;
  }

  showLayers() {
    const wanted = new Set(this.layers.map(({ uid }) => uid));
    for (const [uid, row] of this.rows) {
      if (wanted.has(uid)) continue;
      this.rows.delete(uid);
      row.item.remove();
    }
    this.layers.forEach((layer, i) => {
      const row = this.rows.get(layer.uid) ?? new Row(this, layer);
      this.rows.set(layer.uid, row);
      row.layer = layer;
      if (this.list.children[i] !== row.item) this.list.insertBefore(row.item, this.list.children[i] ?? null);
      row.showLayer(i === this.focus);
    });
    if (!this.first.childElementCount) this.first.append(this.adds(() => -1));
    this.first.hidden = this.layers.length > 0;
    this.undoButton.setAttribute("aria-disabled", String(!this.past.length));
    this.root.classList.toggle("full", this.layers.length >= this.data.most);
  }

  showResults() {
    const { data } = this;
    this.width = this.root.clientWidth;
    this.root.classList.toggle("large", data.large);
    const scale = scaleOf(data.colors);
    this.showInput(data.input);
    this.rowsInOrder.slice(0, data.rows.length).forEach((row, i) => row.showResult(i, data, scale, i === this.focus));
    this.totals.textContent = data.totals;
  }

  /** @param {StackInput} input */
  showInput({ name, shape, form, forms, picture }) {
    partOf(this.image, "b", HTMLElement).textContent = name;
    partOf(this.image, ".shape", HTMLElement).textContent = shape;
    this.select.replaceChildren(...forms.map(({ code, words }) => new Option(words, code, false, code === form)));
    const canvas = imageCanvas(picture);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${name} as the network takes it`);
    partOf(this.image, ".maps", HTMLElement).replaceChildren(canvas);
  }
}
