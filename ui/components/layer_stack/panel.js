// What opens under the head of a row: the settings of its layer, how its numbers come about, and all its maps.

/** @import { StackMaps, StackResult } from "../shared/wire.js" */
/** @import { Control } from "./controls.js" */
/** @import { Levels } from "./maps.js" */
/** @import { Row } from "./rows.js" */
/** @import { Setting } from "./settings.js" */

import { made } from "../shared/nodes.js";
import { controlsFor } from "./controls.js";
import { mapCanvases, unitUnder } from "./maps.js";

const REMOVE = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 4.6 4.6 6l6 6-6 6L6 19.4l6-6 6 6 1.4-1.4-6-6 6-6L18 4.6l-6 6z"/></svg>';
const DOWN = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M11 3h2v13l5-5 1.5 1.5L12 20l-7.5-7.5L6 11l5 5z"/></svg>';
const UP = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M11 21h2V8l5 5 1.5-1.5L12 4l-7.5 7.5L6 13l5-5z"/></svg>';
const MOST_ROOM = 520; // pixels for maps
const AROUND = 50; // pixels of the stack beside them

/** @type {(html: string, spoken: string, action: () => void) => HTMLButtonElement} */
const toolOf = (html, spoken, action) => {
  const button = made("button", "tool");
  button.innerHTML = html; // pictures of our own
  button.setAttribute("aria-label", spoken);
  button.title = spoken;
  button.onclick = action;
  return button;
};

export class Panel {
  refused = made("p", "refused");
  how = made("dl", "how");
  all = made("div", "all");

  /** @param {Row} row */
  constructor(row) {
    const { stack } = row;
    this.stack = stack;
    const { often, rare } = controlsFor(row.layer.kind, {
      limits: stack.data.limits,
      change: (name, value) => stack.set(row.index, name, value),
      refuse: (sentence) => this.refuse(sentence),
    });
    /** @type {Control[]} */
    this.controls = [...often, ...rare];
    const line = made("div", "controls");
    line.append(...often.map(({ box }) => box));
    if (rare.length) {
      const details = made("details", "more");
      const inside = made("div", "controls");
      inside.append(...rare.map(({ box }) => box));
      details.append(made("summary", "", "More"), inside);
      line.append(details);
    }
    this.refused.setAttribute("role", "status");
    const moves = made("div", "moves");
    this.up = toolOf(UP, "Move this layer up", () => stack.move(row.index, -1));
    this.down = toolOf(DOWN, "Move this layer down", () => stack.move(row.index, 1));
    moves.append(this.up, this.down, toolOf(REMOVE, "Remove this layer", () => stack.remove(row.index)));
    line.append(moves);
    const columns = made("div", "columns");
    columns.append(this.all, this.how);
    row.panelBox.append(line, this.refused, columns, stack.adds(() => row.index));
  }

  /** @param {string} sentence */
  refuse(sentence) {
    if (this.refused.textContent !== sentence) this.refused.textContent = sentence;
  }

  /**
   * @param {Record<string, Setting>} settings
   * @param {number} index of the layer
   */
  showSettings(settings, index) {
    for (const control of this.controls) control.show(settings[control.name]);
    this.up.setAttribute("aria-disabled", String(index === 0));
    this.down.setAttribute("aria-disabled", String(index === this.stack.layers.length - 1));
  }

  /**
   * @param {StackResult | undefined} result
   * @param {Levels[]} scale
   */
  showResult(result, scale) {
    this.how.replaceChildren(...(result?.how ?? []).flatMap(({ what, how }) => [made("dt", "", what), made("dd", "", how)]));
    this.all.replaceChildren(...(result ? this.under(result.maps, scale) : []));
  }

  /**
   * The maps with the words for them.
   * @param {StackMaps} maps
   * @param {Levels[]} scale
   */
  under(maps, scale) {
    const box = made("div", "all-maps");
    const room = Math.min(MOST_ROOM, this.stack.root.clientWidth - AROUND);
    const canvases = mapCanvases(maps, scale, unitUnder(maps, room));
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
