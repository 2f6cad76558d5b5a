// Pooling: a window slides over a map and keeps one number of each stop.

/** @import { PoolingCard } from "../shared/wire.js" */
/** @import { Operation } from "./view.js" */

import { decoded } from "../shared/arrays.js";
import { signedColor } from "../shared/colors.js";
import { Grid } from "../shared/grids.js";
import { inputSource } from "../shared/inputs.js";
import { Lens } from "../shared/lens.js";
import { fillMap, mapGrid, stopAt } from "../shared/maps.js";
import { written, factor, asRead, equals, result, sumOf, counted } from "../shared/numbers.js";
import { linesOf, sized } from "../shared/sources.js";
import { axesOf, sweepOf } from "../shared/windows.js";
import { card } from "./card.js";

/** @type {(data: PoolingCard) => Operation} */
export const operation = (data) => {
  const output = decoded(data.output.numbers);
  const source = inputSource(data.input);
  // A line is reached when a window starts at it or a little before; the rest is left over or skipped by the stride.
  /** @type {(line: number, axis: number) => boolean} */
  const reached = (line, axis) => line % data.stride[axis] < data.size[axis] && line < (output.shape[axis] - 1) * data.stride[axis] + data.size[axis];
  source.isUnused = (r, c) => !reached(r, 0) || !reached(c, 1);
  const image = new Grid(data.input.title, sized(source), source, { maxWidth: 400 });
  const map = mapGrid(data.output, { big: true, maxWidth: 400 });
  const sweep = sweepOf(image, map, axesOf(data.size, data.stride));
  const pixels = sweep.window(0, signedColor(data.output.limit));
  const view = new Grid("Window", sized(pixels), pixels, { maxWidth: 200 });

  /** @type {Operation["show"]} */
  const show = (step, palette, shown) => {
    const total = output.numbers[step];
    /** @type {(value: number) => boolean} */
    const wins = (value) => data.mode === "max" && value === total;
    sweep.moveTo(step, palette, (r, c) => wins(source.value(r, c)));
    const terms = linesOf(pixels, pixels.value).flat();
    view.draw(palette, { mark: (r, c) => wins(pixels.value(r, c)) });
    view.describe(`Window: ${terms.map(written).join(" ")}`);
    fillMap(map, step, palette, shown);
    return { ...(data.mode === "max" ? largest(terms, total) : mean(terms, total)), at: stopAt(map, step) };
  };

  /** @type {(terms: number[], total: number) => { sum: string, say: string }} */
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
  /** @type {(terms: number[], total: number) => { sum: string, say: string }} */
  const mean = (terms, total) => {
    const read = sumOf(terms.map(asRead)) / terms.length;
    return {
      sum: `(${terms.map(factor).join(" + ")}) ÷ ${terms.length} ${equals(read, total)} ${result(total)}`,
      say: `The mean of ${counted(terms.length, "number")} is <b>${written(total)}</b>.`,
    };
  };
  return { parts: [image.figure, "→", view.figure, "→", map.figure], grids: [image, view, map], target: map,
    count: output.numbers.length, show,
    picks: [[map, map.index]], field: sweep.field, lens: new Lens([map, image]) };
};

export default card(operation);
