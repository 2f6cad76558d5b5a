// Backward through pooling: the winner of each window takes its gradient; in a mean, every cell takes its part.

import { written, factor, asRead, equals, result, cellsFrom, counted } from "../shared/numbers.js";
import { decoded, signedColor, Grid, sourceOf, sized, cellOf, mapGrid, nowAt, stopAt } from "../shared/grids.js";
import { Lens } from "../shared/lens.js";
import { inputSource, moveWindow, fedBy } from "../shared/windows.js";
import { card } from "./card.js";

export function operation(data) {
  const upstream = decoded(data.upstream);
  const winners = decoded(data.winners).numbers; // places in the map without padding; none for a mean
  const input = decoded(data.input);
  const [, rows, columns] = input.shape;
  const [top, left] = data.padding;
  const isMax = data.mode === "max";
  const [height, width] = data.size;
  const source = inputSource(data.input, input, data.padding);
  const place = {};
  const from = mapGrid(data.upstream, upstream, { maxWidth: 300 });
  const image = new Grid(data.input.title, sized(source), source, { maxWidth: 340 });
  const axes = [0, 1].map((axis) => [data.size[axis], data.stride[axis], 1]);
  const count = upstream.numbers.length;

  // The places of the map under the window of a step.
  const covered = (step) => {
    const lines = cellOf(step, from.columns).map((stop, axis) => cellsFrom(stop * data.stride[axis] - data.padding[axis], data.size[axis]));
    return lines[0].flatMap((row) => lines[1].map((column) => [row, column]))
      .filter(([row, column]) => row >= 0 && row < rows && column >= 0 && column < columns)
      .map(([row, column]) => row * columns + column);
  };
  const takers = cellsFrom(0, count).map((step) => (isMax ? [winners[step]] : covered(step)));
  const part = (step) => upstream.numbers[step] / (isMax ? 1 : height * width);
  // What the cells have got from the first steps, so many of them.
  const gathered = (steps) => {
    const sums = new Float64Array(rows * columns);
    for (let step = 0; step < steps; step++) for (const cell of takers[step]) sums[cell] += part(step);
    return sums;
  };
  let sums = gathered(count);
  const filled = sourceOf(rows, columns, (row, column) => sums[row * columns + column], signedColor(data.output.limit));
  const into = new Grid(data.output.title, sized(filled), filled, { big: true, maxWidth: 340 });

  const show = (step, palette, shown) => {
    const [row, column] = cellOf(step, from.columns);
    const gradient = upstream.numbers[step];
    const taking = takers[step];
    from.draw(palette, { dim: (r, c) => r !== row || c !== column });
    from.frame(row, column, 1, 1);
    from.describe(nowAt(from, row, column));
    moveWindow(image, from, axes, step, palette, place, isMax && ((r, c) => (r - top) * columns + c - left === winners[step]));
    sums = gathered(shown === Infinity ? count : step + 1);
    into.draw(palette);
    const [first, last] = [taking[0], taking.at(-1)].map((cell) => cellOf(cell, columns));
    into.frame(...first, last[0] - first[0] + 1, last[1] - first[1] + 1);
    into.describe(`${into.title}, ${sized(into)}, filled up to window ${Math.min(shown, step) + 1}`);
    return { ...(isMax ? winner(step, gradient) : shared(step, gradient)), at: stopAt(from, step, "window") };
  };

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
  const shared = (step, gradient) => ({
    sum: `${factor(gradient)} ÷ ${height * width} ${equals(asRead(gradient) / (height * width), part(step))} ${result(part(step))}`,
    say: `Every cell had the same part in the mean, so each gets <b>${written(part(step))}</b>. Where windows overlap, it adds up.`,
  });
  return { parts: [from.figure, "→", image.figure, "→", into.figure], grids: [from, image, into], target: from, count, show,
    picks: [[from, from.index]], field: fedBy(image, from, axes), lens: new Lens([from, image, into]) };
}

export default card(operation);
