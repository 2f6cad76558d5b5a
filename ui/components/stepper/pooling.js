// Pooling: a window slides over a map and keeps one number of each stop.

import { written, factor, asRead, equals, result, sumOf, counted } from "../shared/numbers.js";
import { decoded, signedColor, Grid, sized, mapGrid, fillMap, stopAt } from "../shared/grids.js";
import { Lens } from "../shared/lens.js";
import { inputSource, windowSource, moveWindow, fedBy } from "../shared/windows.js";
import { card } from "./card.js";

export function operation(data) {
  const output = decoded(data.output);
  const [height, width] = data.size;
  const source = inputSource(data.input, decoded(data.input));
  const place = {};
  const pixels = windowSource(source, 0, height, width, place, signedColor(data.output.limit));
  const image = new Grid(data.input.title, sized(source), source, { maxWidth: 400 });
  const view = new Grid("Window", sized(pixels), pixels, { maxWidth: 200 });
  const map = mapGrid(data.output, output, { big: true, maxWidth: 400 });
  // A line is reached when a window starts at it or a little before; the rest is left over or skipped by the stride.
  const reached = (line, axis) => line % data.stride[axis] < data.size[axis] && line < (output.shape[axis] - 1) * data.stride[axis] + data.size[axis];
  image.isUnused = (r, c) => !reached(r, 0) || !reached(c, 1);

  const axes = [0, 1].map((axis) => [data.size[axis], data.stride[axis], 1]);

  const show = (step, palette, shown) => {
    const total = output.numbers[step];
    const wins = (value) => data.mode === "max" && value === total;
    moveWindow(image, map, axes, step, palette, place, (r, c) => wins(source.value(r, c)));
    const terms = view.lines().flat();
    view.draw(palette, { mark: (r, c) => wins(pixels.value(r, c)) });
    view.describe(`Window: ${terms.map(written).join(" ")}`);
    fillMap(map, step, palette, shown);
    return { ...(data.mode === "max" ? largest(terms, total) : mean(terms, total)), at: stopAt(map, step) };
  };

  const largest = (terms, total) => {
    const winners = terms.filter((value) => value === total).length;
    return {
      sum: `max(${terms.map((value) => (value === total ? `<b class="res">${written(value)}</b>` : written(value))).join(", ")}) = ${result(total)}`,
      say: terms.length === 1 ? `The window holds one number, so it stays: <b>${written(total)}</b>.`
        : winners === terms.length ? `All ${winners} numbers are the same: <b>${written(total)}</b>.`
        : winners > 1 ? `${winners} cells tie for the largest: <b>${written(total)}</b>. The others are forgotten.`
        : `The largest of ${counted(terms.length, "number")} is <b>${written(total)}</b>. The others are forgotten.`,
    };
  };
  const mean = (terms, total) => {
    const read = sumOf(terms.map(asRead)) / terms.length;
    return {
      sum: `(${terms.map(factor).join(" + ")}) ÷ ${terms.length} ${equals(read, total)} ${result(total)}`,
      say: `The mean of ${counted(terms.length, "number")} is <b>${written(total)}</b>.`,
    };
  };
  return { parts: [image.figure, "→", view.figure, "→", map.figure], grids: [image, view, map], target: map,
    count: output.numbers.length, show,
    picks: [[map, map.index]], field: fedBy(image, map, axes), lens: new Lens([map, image]) };
}

export default card(operation);
