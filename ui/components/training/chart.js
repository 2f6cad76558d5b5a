// One chart: two curves over the epochs, with a line at the epoch in view.

/** @import { TrainingCurves } from "../shared/wire.js" */

import { epochTicks, scalesOf } from "./scales.js";

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {keyof SVGElementTagNameMap} ShapeName */

/** @type {(name: ShapeName, attributes: Record<string, string | number>, text?: string) => SVGElement} */
const shapeOf = (name, attributes, text = "") => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = text;
  return element;
};

export class Chart {
  /** @type {(x: number) => number} */
  epochAt = () => 0; // a place across, in pixels; known once it was drawn

  /**
   * @param {SVGSVGElement} svg
   * @param {"loss" | "accuracy"} name
   * @param {string} title
   * @param {(tick: number) => string} write
   */
  constructor(svg, name, title, write) {
    this.svg = svg;
    this.name = name;
    this.title = title;
    this.write = write;
  }

  /**
   * @param {TrainingCurves} curves
   * @param {number[]} ticks of the values, from 0 to the top
   * @param {number} epochs
   * @param {number} epoch in view
   */
  draw({ trained, held }, ticks, epochs, epoch) {
    const { clientWidth: width, clientHeight: height } = this.svg;
    const { first, last, top, bottom, x, y, epochAt } = scalesOf({ width, height }, epochs, Math.max(...ticks));
    this.epochAt = epochAt;
    const parts = ticks.flatMap((tick) => [
      shapeOf("line", { class: "mesh", x1: first, x2: last, y1: y(tick), y2: y(tick) }),
      shapeOf("text", { x: first - 7, y: y(tick) + 4, "text-anchor": "end" }, this.write(tick)),
    ]);
    for (const tick of epochTicks(epochs, width)) {
      parts.push(shapeOf("text", { x: x(tick), y: bottom + 17, "text-anchor": "middle" }, String(tick)));
    }
    parts.push(shapeOf("text", { x: last, y: bottom + 33, "text-anchor": "end" }, "epochs"));
    if (trained.length) parts.push(shapeOf("line", { class: "now", x1: x(epoch), x2: x(epoch), y1: top, y2: bottom }));
    for (const [kind, values] of Object.entries({ trained, held })) {
      const points = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`);
      parts.push(shapeOf("polyline", { class: kind, points: points.join(" ") }));
      if (values.length) parts.push(shapeOf("circle", { class: "dot", cx: x(epoch), cy: y(values[epoch]), r: 4 }));
    }
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.replaceChildren(...parts);
  }

  /** @param {string} words */
  describe(words) {
    this.svg.setAttribute("aria-label", words);
  }
}
