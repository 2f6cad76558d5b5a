// An activation: a map, a curve, and the map after it, one cell at a time.

import { written, asRead, equals, result, filled, raised, onSide } from "../shared/numbers.js";
import { PHONE, decoded, penOn, FINE, cellOf, mapGrid, nowAt, fillMap, stopAt } from "../shared/grids.js";
import { Lens } from "../shared/lens.js";
import { card } from "./card.js";

// The curve of an activation with the current point on it.
class Curve {
  constructor(data) {
    this.data = data;
    this.figure = document.createElement("figure");
    this.figure.innerHTML = `<figcaption><b>${data.name}</b><span>output over input</span></figcaption>
      <div class="grid"><canvas role="img"></canvas></div>`;
    this.canvas = this.figure.querySelector("canvas");
  }

  fit(width, share) {
    this.width = (width < PHONE ? 190 : 300) * Math.max(share, 0.7);
    this.height = this.width * 0.75;
    this.pen = penOn(this.canvas, this.width, this.height);
  }

  draw(palette, x, y) {
    const { pen, width, height } = this;
    const { span, curve, ticks } = this.data;
    const [low, high] = [ticks[0], ticks.at(-1)];
    const [left, right, top, bottom] = [34, width - 10, 10, height - 24];
    const across = (value) => left + ((value + span) / (2 * span)) * (right - left);
    const up = (value) => bottom - ((value - low) / (high - low)) * (bottom - top);
    pen.clearRect(0, 0, width, height);
    pen.strokeStyle = palette.line;
    pen.fillStyle = palette.soft;
    pen.lineWidth = 1;
    pen.font = '13px "Source Sans", system-ui, sans-serif';
    pen.textBaseline = "middle";
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
    this.canvas.setAttribute("aria-label", `${this.data.name}: ${written(x)} becomes ${written(y)}`);
  }
}

// What a reader gets from the formula with x in it, as it is written; nothing to rely on where the curve is bent.
const exactly = (line, x) => {
  if (!line) return NaN;
  const [start, slope] = line;
  return slope ? start + slope * x : start;
};

export function operation(data) {
  const input = decoded(data.input);
  const output = decoded(data.output);
  const before = mapGrid(data.input, input, { maxWidth: 320 });
  const after = mapGrid(data.output, output, { maxWidth: 320 });
  const curve = new Curve(data);
  const show = (step, palette, shown) => {
    const [row, column] = cellOf(step, after.columns);
    const [x, y] = [input.numbers[step], output.numbers[step]];
    before.draw(palette, { dim: before.cell < FINE ? null : (r, c) => r !== row || c !== column }); // fine cells would only turn pale
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
    count: output.numbers.length, show, lens: new Lens([after, before]), picks: [[before, before.index], [after, after.index]] };
}

export default card(operation);
