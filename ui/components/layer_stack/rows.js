// One layer as a row: what it is and what comes out of it; in focus, its panel.

/** @import { LayerStackData, StackMaps } from "../shared/wire.js" */
/** @import { Levels } from "./maps.js" */
/** @import { Layer } from "./settings.js" */
/** @import { Stack } from "./stack.js" */

import { made } from "../shared/nodes.js";
import { makeHandle } from "./drag.js";
import { LEAST, mapCanvases, unitBeside } from "./maps.js";
import { Panel } from "./panel.js";

const FOR_THE_REST = 40; // pixels, for how many more maps there are

/** A number with the word for it, which is in sight only where there are no headings. */
class Counted {
  /**
   * @param {string} name
   * @param {string} word
   */
  constructor(name, word) {
    this.box = made("span", name);
    this.value = made("span", "value");
    this.box.append(this.value, made("span", "word", ` ${word}`));
  }

  /** @param {string | number | undefined} value */
  show(value) {
    this.value.textContent = typeof value === "number" ? value.toLocaleString("en-US") : value ?? "–";
    this.box.classList.toggle("none", !value);
  }
}

export class Row {
  wasDragged = false; // just now: the click that follows opens nothing
  item = made("li", "row");
  head = made("button", "head");
  name = made("span", "name");
  words = made("span", "words");
  maps = made("span", "maps");
  problem = made("p", "problem");
  panelBox = made("div", "panel");
  shape = new Counted("shape", "comes out");
  parameters = new Counted("parameters", "parameters");
  adds = new Counted("multiply-adds", "multiply-adds");
  sees = new Counted("sees", "pixels seen");

  /** @type {Panel | undefined} */
  panel; // built when the row is first opened

  /**
   * @param {Stack} stack
   * @param {Layer} layer
   */
  constructor(stack, layer) {
    this.stack = stack;
    this.layer = layer;
    const what = made("span", "what");
    what.append(made("b", "", stack.data.titles[layer.kind]), " ", this.name, this.words);
    this.maps.setAttribute("aria-hidden", "true");
    this.head.append(what, this.shape.box, this.parameters.box, this.adds.box, this.sees.box, this.maps);
    this.head.onclick = () => this.wasDragged || stack.open(this.index);
    this.head.onkeydown = (event) => stack.key(event, this.index);
    this.panelBox.id = `panel-${layer.uid}`;
    this.head.setAttribute("aria-controls", this.panelBox.id);
    const grip = made("span", "grip");
    grip.title = "Drag to move this layer";
    makeHandle(this, this.head, ({ pointerType }) => pointerType === "mouse");
    makeHandle(this, grip, () => true);
    this.item.append(this.head, grip, this.problem, this.panelBox);
  }

  /** Its place in the stack; -1 once it was removed. */
  get index() {
    return this.stack.layers.indexOf(this.layer);
  }

  /**
   * Show what is known without waiting: the settings, and whether the row is open.
   * @param {boolean} isOpen
   */
  showLayer(isOpen) {
    this.item.classList.toggle("open", isOpen);
    this.head.setAttribute("aria-expanded", String(isOpen));
    this.panelBox.hidden = !isOpen;
    if (!isOpen) return;
    this.panel ??= new Panel(this);
    this.panel.showSettings({ ...this.layer }, this.index);
  }

  /**
   * Show what Python says of the layer: what it is called, and its result, if it has come so far.
   * @param {number} index of the layer
   * @param {LayerStackData} data
   * @param {Levels[]} scale
   * @param {boolean} isOpen
   */
  showResult(index, data, scale, isOpen) {
    const { name, words } = data.rows[index];
    const result = data.results.at(index);
    const refusal = index === data.results.length ? data.refusal : null;
    this.item.classList.remove("pending");
    this.item.classList.toggle("impossible", Boolean(refusal));
    this.item.classList.toggle("waits", !result && !refusal);
    this.name.textContent = name;
    this.words.textContent = words;
    this.shape.show(result?.shape);
    this.parameters.show(result?.parameters);
    this.adds.show(result?.adds);
    this.sees.show(result?.sees);
    this.parameters.box.style.setProperty("--share", `${100 * (result?.share ?? 0)}%`);
    this.problem.hidden = !refusal;
    this.problem.textContent = refusal ? `${refusal.problem} ` : "";
    if (refusal?.remedy) {
      const { words: offer, layers } = refusal.remedy;
      const fix = made("button", "fix", offer);
      fix.onclick = () => this.stack.take(layers);
      this.problem.append(fix);
    }
    this.maps.replaceChildren(...(result && !isOpen ? this.beside(result.maps, data, scale) : []));
    if (isOpen) this.panel?.showResult(result, scale);
  }

  /**
   * As many maps as there is room for in one line, and how many more there are.
   * @param {StackMaps} maps
   * @param {LayerStackData} data
   * @param {Levels[]} scale
   */
  beside(maps, data, scale) {
    const room = this.maps.clientWidth;
    const unit = unitBeside(maps, data.input.picture, room);
    const each = Math.max(LEAST, maps.across * unit) + 4;
    /** @type {(width: number) => number} */
    const fit = (width) => Math.max(1, Math.floor(width / each));
    const count = maps.of <= fit(room) ? maps.of : fit(room - FOR_THE_REST);
    const canvases = mapCanvases(maps, scale, unit).slice(0, count);
    return maps.of > canvases.length ? [...canvases, made("span", "rest", `+ ${maps.of - canvases.length}`)] : canvases;
  }
}
