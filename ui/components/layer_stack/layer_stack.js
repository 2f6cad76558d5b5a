// The layer stack. It holds the layers; every change is reported whole, so that none is lost when they come fast. Python
// says what comes out, and is not listened to until it has heard of the last change.

import { BESIDE, paletteOf, sized, imageCanvas } from "./maps.js";
import { made, isSame, NEW } from "./controls.js";
import { Row } from "./rows.js";

const stacks = new WeakMap();
let uids = 0;

class Stack {
  constructor(root) {
    Object.assign(this, { root, layers: [], rows: new Map(), past: [], focus: 0 });
    const part = (name) => root.querySelector(name);
    Object.assign(this, { list: part("ol"), totals: part(".totals"), live: part(".live"), undoButton: part(".undo") });
    Object.assign(this, { select: part("select"), image: part(".input"), first: part(".input .adds") });
    this.select.onchange = () => this.change({ form: this.select.value });
    this.undoButton.onclick = () => this.undo();
    this.watcher = new ResizeObserver(() => this.data && this.root.clientWidth !== this.width && this.showResults());
    this.watcher.observe(root);
  }

  fieldsOf(layers) {
    return layers.map(({ uid, ...fields }) => fields);
  }

  // Make a change, remember what was, show it, and report it.
  change({ layers = this.layers, form = this.form, focus = this.focus }, { isNew = true } = {}) {
    if (isNew) this.past.push({ layers: this.layers, form: this.form, focus: this.focus });
    const from = layers.findIndex((layer, i) => layer !== this.layers[i]);
    Object.assign(this, { layers, form, everything: false });
    this.focus = Math.max(0, Math.min(focus, layers.length - 1));
    this.showLayers();
    for (const layer of layers.slice(form === this.data.input.form ? Math.max(0, from) : 0)) this.rows.get(layer.uid).item.classList.add("pending");
    this.send();
  }

  send() {
    this.sent = Math.max(Date.now(), (this.sent ?? 0) + 1);
    const { form, focus, everything } = this;
    this.report({ id: this.sent, layers: this.fieldsOf(this.layers), form, focus, everything: Boolean(everything) });
  }

  set(index, name, value) {
    const old = this.layers[index];
    const layer = { ...old, [name]: value };
    if (name === "window" && isSame(old.stride, old.window)) layer.stride = value; // windows stay side by side
    const row = this.rows.get(old.uid);
    row.layer = layer;
    this.change({ layers: this.layers.map((other, i) => (i === index ? layer : other)) });
  }

  add(after, kind) {
    const layer = { uid: (uids += 1), kind, ...NEW[kind] };
    this.change({ layers: this.layers.toSpliced(after + 1, 0, layer), focus: after + 1 });
    this.headAt(this.focus)?.focus();
  }

  remove(index) {
    this.change({ layers: this.layers.toSpliced(index, 1), focus: index });
    (this.headAt(this.focus) ?? this.first.querySelector("button"))?.focus();
  }

  move(index, by) {
    const to = index + by;
    if (to < 0 || to >= this.layers.length) return;
    const button = this.root.getRootNode().activeElement;
    this.change({ layers: this.layers.toSpliced(index, 1).toSpliced(to, 0, this.layers[index]), focus: to });
    button?.focus();
  }

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

  take(layers) {
    this.change({ layers: layers.map((fields) => ({ uid: (uids += 1), ...fields })) });
    this.headAt(this.focus)?.focus();
  }

  undo() {
    const before = this.past.pop();
    if (before) this.change(before, { isNew: false });
  }

  headAt(index) {
    return this.rows.get(this.layers[index]?.uid)?.head;
  }

  // Arrow keys go from row to row, with Alt they take the layer along; Delete removes it.
  key(event, index) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by && event.altKey) {
      this.move(index, by);
      this.headAt(this.focus)?.focus();
    } else if (by) this.headAt(index + by)?.focus();
    else if (event.key === "Delete") this.remove(index);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // The buttons that add a layer below another.
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

  follow(data) {
    if (this.sent && data.edit !== this.sent) return;
    const isFirst = !this.data;
    this.data = data;
    this.form = data.input.form;
    const layers = data.rows.map(({ fields }) => fields);
    const same = JSON.stringify(layers) === JSON.stringify(this.fieldsOf(this.layers));
    if (!same) {
      if (!isFirst) this.past = []; // another network came from elsewhere
      this.layers = layers.map((fields) => ({ uid: (uids += 1), ...fields }));
    }
    this.focus = data.focus;
    this.showLayers();
    this.showResults();
    if (this.heard !== undefined && this.heard !== data.said) this.live.textContent = data.said;
    this.heard = data.said;
  }

  showLayers() {
    const wanted = new Set(this.layers.map(({ uid }) => uid));
    for (const [uid, row] of this.rows) if (!wanted.has(uid)) this.rows.delete(uid), row.item.remove();
    this.layers.forEach((layer, i) => {
      if (!this.rows.has(layer.uid)) this.rows.set(layer.uid, new Row(this, layer));
      const row = this.rows.get(layer.uid);
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
    const palette = paletteOf(data.colors);
    this.showInput(data.input);
    this.layers.forEach((layer, i) => {
      if (data.rows[i]) this.rows.get(layer.uid).showResult(i, data, palette, i === this.focus);
    });
    this.totals.textContent = data.totals;
  }

  showInput({ name, shape, form, forms, picture }) {
    const part = (selector) => this.image.querySelector(selector);
    part("b").textContent = name;
    part(".shape").textContent = shape;
    this.select.replaceChildren(...forms.map(({ code, words }) => new Option(words, code, false, code === form)));
    const unit = BESIDE / Math.max(picture.down, picture.across);
    const canvas = sized(imageCanvas(picture), picture.across * unit, picture.down * unit);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${name} as the network takes it`);
    part(".maps").replaceChildren(canvas);
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".stack");
  if (!stacks.has(root)) stacks.set(root, new Stack(root));
  const stack = stacks.get(root);
  stack.report = (edit) => setStateValue("edit", edit);
  stack.follow(data);
  return () => {
    stack.watcher.disconnect();
    stacks.delete(root);
  };
}
