// One layer as a row: what it is and what comes out of it; in focus, its settings and all its maps.

import { LEAST, mapCanvases, unitBeside, unitUnder } from "./maps.js";
import { made, CONTROLS } from "./controls.js";
import { makeHandle } from "./drag.js";

const REMOVE = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 4.6 4.6 6l6 6-6 6L6 19.4l6-6 6 6 1.4-1.4-6-6 6-6L18 4.6l-6 6z"/></svg>';
const DOWN = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M11 3h2v13l5-5 1.5 1.5L12 20l-7.5-7.5L6 11l5 5z"/></svg>';
const UP = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M11 21h2V8l5 5 1.5-1.5L12 4l-7.5 7.5L6 13l5-5z"/></svg>';

// A number with the word for it, which is in sight only where there are no headings.
const counted = (name, word) => {
  const box = made("span", name);
  box.append(made("span", "value"), made("span", "word", ` ${word}`));
  return box;
};

export class Row {
  constructor(stack, layer) {
    Object.assign(this, { stack, layer });
    this.item = made("li", "row");
    this.head = made("button", "head");
    this.what = made("span", "what");
    this.what.append(made("b", "", stack.data.titles[layer.kind]), " ", made("span", "name"), made("span", "words"));
    this.maps = made("span", "maps");
    this.maps.setAttribute("aria-hidden", "true");
    this.shape = counted("shape", "comes out");
    this.parameters = counted("parameters", "parameters");
    this.adds = counted("multiply-adds", "multiply-adds");
    this.sees = counted("sees", "pixels seen");
    this.head.append(this.what, this.shape, this.parameters, this.adds, this.sees, this.maps);
    this.head.onclick = () => this.wasDragged || stack.open(this.index);
    this.head.onkeydown = (event) => stack.key(event, this.index);
    this.problem = made("p", "problem");
    this.panel = made("div", "panel");
    this.panel.id = `panel-${layer.uid}`;
    this.head.setAttribute("aria-controls", this.panel.id);
    this.grip = made("span", "grip");
    this.grip.title = "Drag to move this layer";
    makeHandle(this, this.head, ({ pointerType }) => pointerType === "mouse");
    makeHandle(this, this.grip, () => true);
    this.item.append(this.head, this.grip, this.problem, this.panel);
  }

  get index() {
    return this.stack.layers.indexOf(this.layer);
  }

  // The panel is built when the row is first opened.
  build() {
    const { stack, layer } = this;
    const change = (name, value) => stack.set(this.index, name, value);
    const refuse = (sentence) => this.refuse(sentence);
    this.controls = (CONTROLS[layer.kind] ?? []).map((options) => {
      const limits = stack.data.limits[options.name];
      return Object.assign(new options.type({ ...options, limits }, change, refuse), { rare: options.rare });
    });
    const line = made("div", "controls");
    line.append(...this.controls.filter(({ rare }) => !rare).map(({ box }) => box));
    const rare = this.controls.filter((control) => control.rare);
    if (rare.length) {
      const details = made("details", "more");
      const inside = made("div", "controls");
      inside.append(...rare.map(({ box }) => box));
      details.append(made("summary", "", "More"), inside);
      line.append(details);
    }
    this.refused = made("p", "refused");
    this.refused.setAttribute("role", "status");
    this.how = made("dl", "how");
    this.moves = made("div", "moves");
    this.up = this.tool(UP, "Move this layer up", () => stack.move(this.index, -1));
    this.down = this.tool(DOWN, "Move this layer down", () => stack.move(this.index, 1));
    this.moves.append(this.up, this.down, this.tool(REMOVE, "Remove this layer", () => stack.remove(this.index)));
    line.append(this.moves);
    this.all = made("div", "all");
    const columns = made("div", "columns");
    columns.append(this.all, this.how);
    this.panel.append(line, this.refused, columns, stack.adds(() => this.index));
  }

  tool(html, spoken, action) {
    const button = made("button", "tool");
    button.innerHTML = html; // pictures of our own
    button.setAttribute("aria-label", spoken);
    button.title = spoken;
    button.onclick = action;
    return button;
  }

  refuse(sentence) {
    if (this.refused.textContent !== sentence) this.refused.textContent = sentence;
  }

  // Show what is known without waiting: the settings, and whether the row is open.
  showLayer(isOpen) {
    const { head, layer, item } = this;
    item.classList.toggle("open", isOpen);
    head.setAttribute("aria-expanded", String(isOpen));
    this.panel.hidden = !isOpen;
    if (!isOpen) return;
    if (!this.controls) this.build();
    for (const control of this.controls) control.show(layer[control.name]);
    const last = this.stack.layers.length - 1;
    this.up.setAttribute("aria-disabled", String(this.index === 0));
    this.down.setAttribute("aria-disabled", String(this.index === last));
  }

  // Show what Python says of the layer: what it is called, and its result, if it has come so far.
  showResult(index, data, palette, isOpen) {
    const { name, words } = data.rows[index];
    const result = data.results[index];
    const refusal = index === data.results.length ? data.refusal : null;
    this.item.classList.remove("pending");
    this.item.classList.toggle("impossible", Boolean(refusal));
    this.item.classList.toggle("waits", !result && !refusal);
    this.what.querySelector(".name").textContent = name;
    this.what.querySelector(".words").textContent = words;
    for (const part of ["shape", "parameters", "adds", "sees"]) {
      const value = result?.[part];
      this[part].querySelector(".value").textContent = typeof value === "number" ? value.toLocaleString("en-US") : value ?? "–";
      this[part].classList.toggle("none", !value);
    }
    this.parameters.style.setProperty("--share", `${100 * (result?.share ?? 0)}%`);
    this.problem.hidden = !refusal;
    this.problem.textContent = refusal ? `${refusal.problem} ` : "";
    if (refusal?.remedy) {
      const { words: offer, layers } = refusal.remedy;
      const fix = made("button", "fix", offer);
      fix.onclick = () => this.stack.take(layers);
      this.problem.append(fix);
    }
    this.maps.replaceChildren(...(result && !isOpen ? this.beside(result.maps, data, palette) : []));
    if (!isOpen) return;
    this.how.replaceChildren(...(result?.how ?? []).flatMap(({ what, how }) => [made("dt", "", what), made("dd", "", how)]));
    this.all.replaceChildren(...(result ? this.under(result.maps, palette) : []));
  }

  // As many maps as there is room for in one line, and how many more there are.
  beside(maps, data, palette) {
    const room = this.maps.clientWidth;
    const unit = unitBeside(maps, data.input.picture, room);
    const each = Math.max(LEAST, maps.across * unit) + 4;
    const fit = (width) => Math.max(1, Math.floor(width / each));
    const count = maps.of <= fit(room) ? maps.of : fit(room - 40);
    const canvases = mapCanvases(maps, palette, unit).slice(0, count);
    return maps.of > canvases.length ? [...canvases, made("span", "rest", `+ ${maps.of - canvases.length}`)] : canvases;
  }

  under(maps, palette) {
    const box = made("div", "all-maps");
    const canvases = mapCanvases(maps, palette, unitUnder(maps, Math.min(520, this.stack.root.clientWidth - 50)));
    const what = maps.vector ? `${maps.vector.toLocaleString("en-US")} number${maps.vector > 1 ? "s, line by line" : ""}` : `${maps.of} map${maps.of > 1 ? "s" : ""}`;
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", `${what}, on one scale: blue up to ${maps.limit}, red down to −${maps.limit}.`);
    box.append(...canvases);
    const caption = made("p", "scale", `${what}, all on one scale: blue up to ${maps.limit}, red down to −${maps.limit}.`);
    if (maps.of <= maps.shown) return [caption, box];
    const rest = made("button", "rest-button", `Show all ${maps.of}`);
    caption.textContent = `The first ${maps.shown} of ${maps.of} maps, all on one scale: blue up to ${maps.limit}, red down to −${maps.limit}. `;
    rest.onclick = () => this.stack.showAll();
    caption.append(rest);
    return [caption, box];
  }
}
