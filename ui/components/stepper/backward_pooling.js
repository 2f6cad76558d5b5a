// Backward through pooling: the winner of each window takes its gradient; in a mean, every cell takes its part.

/** @import { BackwardPoolingCard } from "../shared/wire.js" */
/** @import { Operation } from "./view.js" */

import { decoded } from "../shared/arrays.js";
import { signedColor } from "../shared/colors.js";
import { Grid } from "../shared/grids.js";
import { inputSource } from "../shared/inputs.js";
import { Lens } from "../shared/lens.js";
import { mapGrid, nowAt, stopAt } from "../shared/maps.js";
import { written, factor, asRead, equals, result, cellsFrom, counted } from "../shared/numbers.js";
import { cellOf, sized, sourceOf } from "../shared/sources.js";
import { axesOf, sweepOf } from "../shared/windows.js";
import { card } from "./card.js";

/** @type {(data: BackwardPoolingCard) => Operation} */
export const operation = (data) => {
  const upstream = decoded(data.upstream.numbers).numbers;
  const winners = decoded(data.winners).numbers; // places in the map without padding; none for a mean
  const input = decoded(data.input.numbers);
  const [, rows, columns] = input.shape;
  const [top, left] = data.padding;
  const isMax = data.mode === "max";
  const [height, width] = data.size;
  const source = inputSource(data.input, data.padding);
  const from = mapGrid(data.upstream, { maxWidth: 300 });
  const image = new Grid(data.input.title, sized(source), source, { maxWidth: 340 });
  const sweep = sweepOf(image, from, axesOf(data.size, data.stride));
  const count = upstream.length;

  /**
   * The places of the map under the window of a step.
   * @type {(step: number) => number[]}
   */
  const covered = (step) => {
    const lines = cellOf(step, from.columns).map((stop, axis) => cellsFrom(stop * data.stride[axis] - data.padding[axis], data.size[axis]));
    return lines[0].flatMap((row) => lines[1].map((column) => [row, column]))
      .filter(([row, column]) => row >= 0 && row < rows && column >= 0 && column < columns)
      .map(([row, column]) => row * columns + column);
  };
  const takers = cellsFrom(0, count).map((step) => (isMax ? [winners[step]] : covered(step)));
  /**
   * What each of them gets.
   * @type {(step: number) => number}
   */
  const part = (step) => upstream[step] / (isMax ? 1 : height * width);
  /**
   * What the cells have got from the first steps, so many of them.
   * @type {(steps: number) => Float64Array}
   */
  const gathered = (steps) => {
    const sums = new Float64Array(rows * columns);
    for (let step = 0; step < steps; step++) for (const cell of takers[step]) sums[cell] += part(step);
    return sums;
  };
  let sums = gathered(count);
  const filled = sourceOf(rows, columns, (row, column) => sums[row * columns + column], signedColor(data.output.limit));
  const into = new Grid(data.output.title, sized(filled), filled, { big: true, maxWidth: 340 });

  /** @type {Operation["show"]} */
  const show = (step, palette, shown) => {
    const [row, column] = cellOf(step, from.columns);
    const gradient = upstream[step];
    const taking = takers[step];
    from.draw(palette, { dim: (r, c) => r !== row || c !== column });
    from.frame(row, column, 1, 1);
    from.describe(nowAt(from, row, column));
    sweep.moveTo(step, palette, isMax && ((r, c) => (r - top) * columns + c - left === winners[step]));
    sums = gathered(shown === Infinity ? count : step + 1);
    into.draw(palette);
    const [first, last] = [Math.min(...taking), Math.max(...taking)].map((cell) => cellOf(cell, columns));
    into.frame(...first, last[0] - first[0] + 1, last[1] - first[1] + 1);
    into.describe(`${into.title}, ${sized(into)}, filled up to window ${Math.min(shown, step) + 1}`);
    return { ...(isMax ? winner(step, gradient) : shared(step, gradient)), at: stopAt(from, step, "window") };
  };

  /** @type {(step: number, gradient: number) => { sum: string, say: string }} */
  const winner = (step, gradient) => {
    const [row, column] = cellOf(winners[step], columns);
    const terms = covered(step).map((cell) => input.numbers[cell]);
    const most = input.numbers[winners[step]];
    const [before, after] = [step, step + 1].map((steps) => gathered(steps)[winners[step]]);
    const wins = takers.slice(0, step).filter(([cell]) => cell === winners[step]).length;
    const ties = terms.filter((term) => term === most).length;
    return {
      sum: `max(${terms.map(written).join(", ")}) = ${written(most)} → row ${row}, column ${column}<br>`
        + `${written(before)} + ${factor(gradient)} ${equals(asRead(before) + asRead(gradient), after)} ${result(after)}`,
      say: (ties > 1 ? `${ties} cells tie, and the first of them takes the gradient. `
          : terms.length > 1 ? "The winner takes the gradient; the others get nothing. " : "The only cell takes it. ")
        + (wins ? `It has won ${counted(wins, "window")} before, and what it gets adds up: ` : "It has ") + `<b>${written(after)}</b>.`,
    };
  };
  /** @type {(step: number, gradient: number) => { sum: string, say: string }} */
  const shared = (step, gradient) => ({
    sum: `${factor(gradient)} ÷ ${height * width} ${equals(asRead(gradient) / (height * width), part(step))} ${result(part(step))}`,
    say: `Every cell had the same part in the mean, so each gets <b>${written(part(step))}</b>. Where windows overlap, it adds up.`,
  });
  return { parts: [from.figure, "→", image.figure, "→", into.figure], grids: [from, image, into], target: from, count, show,
    picks: [[from, from.index]], field: sweep.field, lens: new Lens([from, image, into]) };
};

export default card(operation);
