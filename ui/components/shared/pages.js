// What flatten and dense share: a long vector, shown whole or a page at a time.

import { inThousands, counted } from "./numbers.js";
import { signedColor } from "./grids.js";
import { VectorGrid } from "./vector_grid.js";

// A vector of pieces up to this long is shown whole, a longer one a page at a time.
const LONGEST_PIECE = 16;
export const PAGE = 24;

// Which places of a vector are in view at a step, and grids over them.
// `entryAt(k)` is the entry at place k of all places.
export const pagesOf = (length, maps, entryAt) => {
  const whole = length / maps <= LONGEST_PIECE;
  const size = whole ? length : PAGE;
  const view = { start: 0, size, whole, per: whole ? length / maps : PAGE / 3,
    turnTo: (step) => { view.start = Math.floor(step / size) * size; },
    entry: (place) => (view.start + place < length ? entryAt(view.start + place) : undefined),
    note: (words, first) => (whole ? counted(length, "number")
      : `${words} ${inThousands(view.start + first)} to ${inThousands(Math.min(view.start + size, length) - 1 + first)} of ${inThousands(length)}`) };
  view.grid = (title, note, numbers, limit, parted = false) => {
    const value = (place) => numbers[view.entry(place)];
    const where = (place) => `entry ${inThousands(view.entry(place))}`;
    return new VectorGrid(title, note, { count: size, per: view.per, parted: parted && whole, value, where,
      color: (place, palette) => (value(place) === undefined ? palette.zero : signedColor(limit)(value(place), palette)) });
  };
  return view;
};
