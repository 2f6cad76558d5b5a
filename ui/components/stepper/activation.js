// An activation: a map, a curve, and the map after it, one cell at a time.

/** @import { Palette } from "../shared/colors.js" */
/** @import { ActivationCard } from "../shared/wire.js" */
/** @import { Operation } from "./view.js" */

import { decoded } from "../shared/arrays.js";
import { partOf, penOf, sizeCanvas } from "../shared/elements.js";
import { Lens } from "../shared/lens.js";
import { fillMap, mapGrid, nowAt, stopAt } from "../shared/maps.js";
import { written, asRead, equals, result } from "../shared/numbers.js";
import { filled, onSide, raised } from "../shared/sentences.js";
import { FINE, PHONE } from "../shared/sizes.js";
import { cellOf } from "../shared/sources.js";
import { card } from "./card.js";

/** The curve of an activation with the current point on it. */
class Curve {
  width = 0; // pixels
  height = 0;

  /** @param {ActivationCard} data */
  constructor(data) {
    this.data = data;
    this.figure = document.createElement("figure");
    this.figure.innerHTML = `<figcaption><b>${data.name}</b><span>output over input</span></figcaption>
      <div class="grid"><canvas role="img"></canvas></div>`;
    this.pen = penOf(partOf(this.figure, "canvas", HTMLCanvasElement));
  }

  /**
   * @param {number} width
   * @param {number} share
   */
  fit(width, share) {
    this.width = (width < PHONE ? 190 : 300) * Math.max(share, 0.7);
    this.height = this.width * 0.75;
    sizeCanvas(this.pen, this.width, this.height);
  }

  /**
   * @param {Palette} palette
   * @param {number} x
   * @param {number} y
   */
  draw(palette, x, y) {
    const { pen, width, height } = this;
    const { span, curve, ticks } = this.data;
    const [low, high] = [Math.min(...ticks), Math.max(...ticks)];
    const [left, right, top, bottom] = [34, width - 10, 10, height - 24];
    /** @type {(value: number) => number} */
    const across = (value) => left + ((value + span) / (2 * span)) * (right - left);
    /** @type {(value: number) => number} */
    const up = (value) => bottom - ((value - low) / (high - low)) * (bottom - top);
    pen.clearRect(0, 0, width, height);
    pen.strokeStyle = palette.line;
    pen.fillStyle = palette.soft;
    pen.lineWidth = 1;
    pen.font = '13px "Source Sans", system-ui, sans-serif';
    pen.textBaseline = "middle";
    /** @type {(...points: number[][]) => void} */
    const line = (...points) => {
      pen.beginPath();
      points.forEach(([a, b], i) => (i ? pen.lineTo(a, b) : pen.moveTo(a, b)));
      pen.stroke();
    };
    for (const value of [-span, 0, span]) {
      line([across(value), top], [across(value), bottom]);
      pen.textAlign = value < 0 ? "left" : value > 0 ? "right" : "center";
      pen.fillText(written(value), value < 0 ? left - 6 : value > 0 ? right + 4 : across(0), height - 9);
    }
    pen.textAlign = "right";
    for (const value of ticks) {
      line([left, up(value)], [right, up(value)]);
      pen.fillText(written(value), left - 6, up(value));
    }
    pen.strokeStyle = palette.ink;
    pen.lineWidth = 2.5;
    line(...curve.map(([a, b]) => [across(a), up(b)]));
    pen.strokeStyle = palette.focus;
    pen.setLineDash([4, 3]);
    pen.lineWidth = 1.5;
    line([across(x), bottom], [across(x), up(y)], [left, up(y)]);
    pen.setLineDash([]);
    pen.fillStyle = palette.focus;
    pen.beginPath();
    pen.arc(across(x), up(y), 6, 0, 2 * Math.PI);
    pen.fill();
    pen.canvas.ariaLabel = `${this.data.name}: ${written(x)} becomes ${written(y)}`;
  }
}

/**
 * What a reader gets from the formula with x in it, as it is written; nothing to rely on where the curve is bent.
 * @type {(line: [start: number, slope: number] | null, x: number) => number}
 */
const exactly = (line, x) => {
  if (!line) return NaN;
  const [start, slope] = line;
  return slope ? start + slope * x : start;
};

/** @type {(data: ActivationCard) => Operation} */
export const operation = (data) => {
  const input = decoded(data.input.numbers).numbers;
  const output = decoded(data.output.numbers).numbers;
  const before = mapGrid(data.input, { maxWidth: 320 });
  const after = mapGrid(data.output, { maxWidth: 320 });
  const curve = new Curve(data);
  /** @type {Operation["show"]} */
  const show = (step, palette, shown) => {
    const [row, column] = cellOf(step, after.columns);
    const [x, y] = [input[step], output[step]];
    before.draw(palette, { dim: before.cell >= FINE && ((r, c) => r !== row || c !== column) }); // fine cells would only turn pale
    before.frame(row, column, 1, 1);
    before.describe(nowAt(before, row, column));
    curve.draw(palette, x, y);
    fillMap(after, step, palette, shown);
    const seen = asRead(x);
    const { said, line } = onSide(data.words, seen);
    const formula = raised(filled(data.words.formula, { x: written(x), "-x": written(-x) }));
    return {
      sum: `${data.name}(${written(x)}) = ${formula} ${equals(exactly(line, seen), y)} ${result(y)}`,
      say: filled(said, { x: written(x), y: `<b>${written(y)}</b>` }),
      at: stopAt(after, step, "cell"),
    };
  };
  return { parts: [before.figure, "→", curve.figure, "→", after.figure], grids: [before, after, curve], target: after,
    count: output.length, show, lens: new Lens([after, before]), picks: [[before, before.index], [after, after.index]] };
};

export default card(operation);
